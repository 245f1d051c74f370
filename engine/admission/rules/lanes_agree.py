"""A human step stands in the lane of the role that does it; the picture must not mislead."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, warning
from engine.admission.rules.human_steps import HUMAN
from engine.model import Problem

ID = "lanes-agree"


def check(case: Case) -> Iterator[Problem]:
    for step in case.elements:
        lane = case.process.lanes.get(step.id, "")
        if step.kind not in HUMAN or step.id not in case.process.lanes or not step.candidate_groups:
            continue
        drawn = _role_of(case, lane, case.process.lane_ids[step.id])
        roles = {group.rpartition(":")[2] for group in step.candidate_groups}
        if drawn and drawn not in roles:
            yield warning(
                case,
                ID,
                step,
                "“%(name)s” stands in the lane %(lane)s, but is done by %(roles)s",
                "Move the step into the lane of its role, or correct “Who does it”.",
                lane=lane,
                roles=", ".join(sorted(roles)),
            )


def _role_of(case: Case, lane: str, lane_id: str) -> str:
    """The role that a lane is named after, by its id or its title; empty when after none."""
    roles = case.catalogue.roles
    by_id = [role for role in roles if lane_id == role or lane_id.endswith(f"_{role}")]
    if by_id:
        return max(by_id, key=len)
    for role, title in roles.items():
        if lane.casefold() in (role.casefold(), title.casefold()):
            return role
    return ""
