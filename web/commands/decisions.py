"""`decide`: what a decision of a DMN file comes to, and by which rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from engine.clock import SystemClock, local
from engine.decisions import UnusableDecisions, load
from engine.host_functions import HOST_FUNCTIONS
from web.commands.expressions import names_of, plain, working_days_delivered
from web.commands.failing import Failure
from web.commands.law import day_of
from web.commands.saying import as_json, format_option, show, voice


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("decision")
@click.option("--context", "context_text", default="{}", help="Names and values as a JSON object.")
@click.option("--on", "day", default="", help="Day whose law `law(…)` reads; default today.")
@format_option
def decide(file: Path, decision: str, context_text: str, day: str, form: str) -> None:
    """Make a decision, by its name or id: {result, matched: […], annotations: […]}."""
    names = names_of(context_text)
    on = day_of(day) if day else local(SystemClock().now()).date()
    try:
        model = load(file.read_bytes(), functions=HOST_FUNCTIONS, file=str(file))
    except UnusableDecisions as error:
        said = voice()
        lines = (
            f"{p.line}: {p.rule}: {said.sentence(p.message, p.params)}" for p in error.problems
        )
        raise Failure("\n".join([said.message(error.message), *lines])) from error
    functions = {"law": lambda key: _law(str(key), on), **working_days_delivered()}
    made = model.decide(decision, names, functions)
    answer = {
        "result": plain(made.result),
        "matched": list(made.matched),
        "annotations": [list(each) for each in made.annotations],
    }
    show(form, answer, lambda: as_json(answer["result"]))


def _law(key: str, on: date) -> object:
    """The value of the delivered law, in the notation that expressions see."""
    from workflows.law import LawBook, spelled

    value = LawBook.load().on(on)[key].value
    return value if isinstance(value, str | bool | int) else spelled(value)
