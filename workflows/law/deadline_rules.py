"""What the deadline ledger needs of the law, taken from an edition with rule ids and marks."""

from __future__ import annotations

from datetime import time
from fractions import Fraction
from typing import TypeVar

from engine.deadlines import DeadlineRules, Provision
from engine.errors import ModelError
from workflows.law.edition import Edition, LawValue

Wanted = TypeVar("Wanted")


def deadline_rules(edition: Edition) -> DeadlineRules:
    """The rules by which the clocks of an instance under this edition are counted."""
    return DeadlineRules(
        working_day=_provision(edition["clock.working_day"]),
        first_day=_provision(edition["clock.first_day"]),
        last_hour=_provision(edition["clock.last_hour"]),
        last_hour_from=typed(edition["clock.last_hour"], time),
        restart=_provision(edition["supplement.restarts"]),
        pause=_provision(edition["clock.pause_needs"]),
        extension=_provision(edition["extension.new_dates"]),
        amber=_provision(edition["clock.amber_days"]),
        amber_working_days=typed(edition["clock.amber_days"], int),
        amber_share=typed(edition["clock.amber_share"], Fraction),
    )


def typed(value: LawValue, wanted: type[Wanted]) -> Wanted:
    """The value as the type its reader counts with; a local row of another type is a ModelError."""
    if type(value.value) is not wanted:
        raise ModelError(
            "The law value %(key)s has to be a %(wanted)s.", key=value.key, wanted=wanted.__name__
        )
    return value.value


def _provision(value: LawValue) -> Provision:
    return Provision(value.rule, str(value.mark), value.citation, value.citation_en)
