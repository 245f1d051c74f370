"""The list behind a number as an Excel workbook that explains itself."""

from __future__ import annotations

from datetime import date

from engine.clock import local
from web.pages.overdue.asking import WORDS
from web.pages.overdue.cases import CAUSES, holder_of, shown_step
from web.requests import view
from web.shown_attribution import PARTS
from web.wording import gettext, in_language
from workflows.queries.cases import Case
from workflows.queries.standing import Standing
from workflows.reports.overdue_workbook import Cell, Heading, Texts

UNIT_WORDS = {"wd": "working days", "d": "days", "wh": "working minutes"}


def texts_of(standing: Standing | None) -> Texts:
    now = local(view().now)
    what = gettext(WORDS[standing][0]) if standing else gettext("All running dossiers")
    return Texts(
        sheet=gettext("Dossiers"),
        title=gettext("Supervision of dossiers: %(what)s", what=what),
        subtitle=gettext("As of %(time)s", time=f"{now:%H:%M %d/%m/%Y}"),
        headings=[
            Heading(gettext("Dossier"), 22),
            Heading(gettext("Matter"), 44),
            Heading(gettext("Unit"), 28),
            Heading(gettext("Step"), 28),
            Heading(gettext("With"), 28),
            Heading(gettext("Received"), 12),
            Heading(gettext("Due on"), 12),
            Heading(gettext("Left (negative: late)"), 14),
            Heading(gettext("Counted in"), 12),
            Heading(gettext("Cause"), 18),
            *(Heading(gettext(name), 12) for name in PARTS.values()),
        ],
        notes_sheet=gettext("How it is counted"),
        notes=[
            gettext("Each dossier has one clock for the whole of it, kept in a ledger of events."),
            gettext(
                "Overdue: the due instant has passed and the clock was neither stopped nor "
                "paused before it."
            ),
            gettext("Paused: somebody else has to act; the due date is open until then."),
            gettext("The last columns share out the days so far; together they are all of them."),
            gettext("The cause is the one given with the apology, else whose turn it is."),
        ],
    )


def cells_of(case: Case) -> list[Cell]:
    dossier, seen = case.shown.dossier, case.shown.deadline
    accepted = None if dossier.accepted_at is None else local(dossier.accepted_at).date()
    times = case.attribution
    due: date | None = None if seen is None or seen.due is None else local(seen.due).date()
    return [
        dossier.code,
        dossier.title,
        dossier.unit_name,
        "; ".join(shown_step(step)["name"] for step in case.steps)
        or in_language(case.shown.stage, case.shown.stage_en),
        "; ".join(holder_of(step) for step in case.steps),
        accepted,
        due,
        None if seen is None or seen.due is None else seen.remaining,
        "" if seen is None else gettext(UNIT_WORDS[str(seen.unit)]),
        gettext(CAUSES[case.cause]),
        *(None if times is None else times.days[part] for part in PARTS),
    ]
