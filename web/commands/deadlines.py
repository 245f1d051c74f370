"""`clock`: when something received at an instant is due, and how that was counted."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from engine.budgets import Budget
from engine.clock import VIETNAM, local
from engine.deadlines import explain
from web.commands.saying import day_and_time, format_option, show, voice


@click.command()
@click.option("--start", required=True, help="When it was received, ISO 8601; local without zone.")
@click.option("--budget", required=True, help="The limit: 10wd, 30d or 8wh.")
@format_option
def clock(start: str, budget: str, form: str) -> None:
    """Say when a limit that began then is due: {due, explanation: […]}.

    Counted on the delivered calendar and by the law of the day of the start.
    """
    from workflows.calendar_years import calendar_of
    from workflows.law import LawBook, deadline_rules

    began = instant_of(start, "--start")
    try:
        limit = Budget.parse(budget)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--budget") from error
    rules = deadline_rules(LawBook.load().on(local(began).date()))
    due, lines = explain(began, limit, calendar_of(), rules)
    said = voice()
    told = [said.message(line.message) for line in lines]
    show(
        form,
        {
            "start": local(began).isoformat(),
            "budget": str(limit),
            "due": local(due).isoformat(),
            "explanation": [
                {"text": text, "rule": line.rule, "mark": line.mark, "citation": line.citation}
                for text, line in zip(told, lines, strict=True)
            ],
        },
        lambda: "\n".join([day_and_time(due), *(f"  {i}. {t}" for i, t in enumerate(told, 1))]),
    )


def instant_of(text: str, option: str) -> datetime:
    """An ISO 8601 date or instant in UTC; without a zone it is the office's local time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f"expected ISO 8601 such as 2023-04-28T09:00, not {text[:40]!r}", param_hint=option
        ) from error
    aware = found if found.tzinfo is not None else found.replace(tzinfo=VIETNAM)
    try:
        return aware.astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise click.BadParameter("there is no calendar for that year", param_hint=option) from error
