"""`/dossiers`: lists, one dossier with its gates and clocks, handing in, ending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from engine.ledgers import ledgers, projection_of
from engine.tasks import CancelInstance
from web.api.bodies import Values
from web.api.nouns.clocks import told_clock, told_line
from web.api.nouns.filing import filing_command
from web.api.nouns.gates import told_rules
from web.api.operations import execute, reads, writes
from web.api.paging import page_answer, turn_of
from web.api.shapes import clocks as clock_shapes
from web.api.shapes import dossiers as shapes
from web.api.shapes import gates as gate_shapes
from web.api.shapes.common import page_of
from web.requests import actor, engine, view
from web.wording import gettext, in_language, say
from workflows.dossiers import DossierState
from workflows.queries.dossier_gates import DossierGate
from workflows.queries.dossier_page import DossierPage, dossier_page, seen_dossier
from workflows.queries.dossiers import Asked, DossierRow, dossiers_page


@reads(
    "/dossiers",
    page_of(shapes.DossierLine),
    query=shapes.DossierQuery,
    summary="The dossiers that you may see, the newest first",
)
def list_dossiers(asked: Values) -> object:
    state = cast("str | None", asked.get("state"))
    wanted = Asked(
        state=DossierState(state) if state else None,
        overdue=bool(asked["overdue"]),
        procedure=cast(str, asked.get("procedure", "")),
        unit_id=cast(str, asked.get("unit", "")),
        year=cast("int | None", asked.get("year")),
        text=cast(str, asked["q"]),
        turn=turn_of(asked),
    )
    return page_answer(dossiers_page(view(), actor(), wanted), _line)


@writes(
    "/dossiers",
    shapes.Filing,
    shapes.Filed,
    summary="Hand a list of nominations in; a dossier begins",
    status=201,
)
def file_dossier(asked: Values) -> object:
    return execute(filing_command(asked))


@reads("/dossiers/<code>", shapes.Dossier, summary="A dossier as it stands")
def get_dossier(code: str, asked: Values) -> object:
    return _whole(_page(code))


@reads("/dossiers/<code>/gates", gate_shapes.GateStates, summary="The gates of a dossier")
def list_dossier_gates(code: str, asked: Values) -> object:
    return {"items": [_gate(one) for one in _page(code).gates]}


@reads(
    "/dossiers/<code>/clocks",
    clock_shapes.Clocks,
    summary="The time limits of a dossier, and how they were counted",
)
def list_dossier_clocks(code: str, asked: Values) -> object:
    page = _page(code)
    items = []
    for ledger in ledgers(view(), page.instance.id):
        seen = projection_of(view(), page.instance, ledger)
        explained = {"explanation": [told_line(line) for line in seen.explanation]}
        items.append({**told_clock(ledger, seen.due, code, view().now), **explained})
    return {"items": items}


@writes(
    "/dossiers/<code>/cancel",
    shapes.Cancel,
    shapes.Cancelled,
    summary="End a dossier before its end",
)
def cancel_dossier(code: str, asked: Values) -> object:
    found = seen_dossier(view(), actor(), code)
    return execute(CancelInstance(instance_id=found.instance_id, reason=cast(str, asked["reason"])))


def _page(code: str) -> DossierPage:
    return dossier_page(view(), engine().definitions, actor(), code)


def _line(row: DossierRow) -> Mapping[str, object]:
    dossier = row.dossier
    return {
        "code": dossier.code,
        "title": dossier.title,
        "procedure": dossier.procedure,
        "state": dossier.state.value,
        "stage": in_language(row.stage, row.stage_en),
        "unit": dossier.unit_name,
        "nominees": dossier.nominee_count,
        "filed_at": dossier.filed_at,
        "due_at": row.deadline.due if row.deadline else None,
        "ended_at": dossier.ended_at,
    }


def _whole(page: DossierPage) -> Mapping[str, object]:
    dossier, instance = page.dossier, page.instance
    line = _line(
        DossierRow(
            dossier=dossier,
            stage=instance.stage,
            stage_en=instance.stage_en,
            instance_state=instance.state,
            deadline=page.deadline,
        )
    )
    return {
        **line,
        "version": page.definition.version,
        "letter_number": dossier.letter_number,
        "letter_date": dossier.letter_date,
        "accepted_at": dossier.accepted_at,
        "tasks": [
            {
                "id": step.task.id,
                "name": in_language(step.task.name, step.task.name_en),
                "assignee": step.task.assignee,
                "due_at": step.deadline.due if step.deadline else None,
            }
            for step in page.open_steps
        ],
        "people": [
            {
                "ordinal": one.ordinal,
                "kind": one.kind,
                "name": one.name,
                "unit": one.unit_name,
                "award": one.award,
                "outcome": one.outcome.value,
            }
            for one in page.nominees
        ],
    }


def _gate(one: DossierGate) -> Mapping[str, object]:
    finding = one.finding
    return {
        "key": one.gate.key,
        "title": gettext(one.gate.title),
        "state": one.state,
        **told_rules(one.rules),
        "reason": finding.reason,
        "message": say(finding.message) if finding.message else "",
        "opens_at": finding.opens_at,
        "who": finding.who,
    }
