"""`law`: the values in force on a day, and which rule is carried where."""

from __future__ import annotations

from datetime import date

import click

from engine.clock import SystemClock, local
from web.commands.saying import format_option, show, voice
from workflows.law import LawBook, LawRow, coverage, spelled


@click.group()
def law() -> None:
    """Show the law as the product carries it."""


@law.command("list")
@click.option("--on", "day", default="", help="Day as 2024-01-31; default today.")
@click.option("--all", "every", is_flag=True, help="Also values that held before or will hold.")
@format_option
def list_values(day: str, every: bool, form: str) -> None:
    """List every value of the law with rule, key, article and mark."""
    on = day_of(day) if day else local(SystemClock().now()).date()
    rows = LawBook.load().rows(None if every else on)
    english = voice().language == "en"
    show(
        form,
        [_as_data(row) for row in rows],
        lambda: "\n".join(_as_line(row, english=english) for row in rows),
    )


@law.command("coverage")
@format_option
def show_coverage(form: str) -> None:
    """List every rule: {rule, encoded_in, scenario, status}."""
    rows = coverage.stored()
    show(form, rows, lambda: "\n".join(f"{row['rule']:<12} {row['status']}" for row in rows))


def day_of(text: str) -> date:
    """A day given on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f"expected a day such as 2024-01-31, not {text[:40]!r}", param_hint="--on"
        ) from error


def _as_data(row: LawRow) -> dict[str, object]:
    return {
        "rule": row.rule,
        "key": row.key,
        "value": spelled(row.value),
        "from": row.since,
        "until": row.until,
        "procedure": row.procedure,
        "award": row.award,
        "subject": row.subject,
        "province": row.province,
        "office": row.office,
        "limit": "" if row.limit is None else str(row.limit),
        "citation": row.citation,
        "mark": row.mark.value,
        "title": row.title,
        "title_en": row.title_en,
    }


def _as_line(row: LawRow, *, english: bool) -> str:
    concerns = " ".join(part for part in (row.procedure, row.award, row.subject) if part)
    title = row.title_en if english else row.title
    return (
        f"{row.rule:<12} {row.mark.value} {row.key:<32} {spelled(row.value):<16} "
        f"{row.since:%d/%m/%Y} {title}{f' ({concerns})' if concerns else ''}; {row.citation}"
    )
