"""`feel`: what an expression of a diagram comes to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import cast

import click

from engine import feel as language
from engine.host_functions import HOST_FUNCTIONS, working_days_on
from web.commands.saying import format_option, show, voice


@click.command()
@click.argument("expression")
@click.option("--context", "context_text", default="{}", help="Names and values as a JSON object.")
@format_option
def feel(expression: str, context_text: str, form: str) -> None:
    """Evaluate a FEEL expression: {value}, or {error, position} and exit code 1.

    Working days are counted on the delivered calendar. `law(…)` and `deadline(…)` are asked of a
    dossier, so they have no answer here.
    """
    names = names_of(context_text)
    try:
        compiled = language.compile(
            expression, names=list(names), functions=HOST_FUNCTIONS, is_strict=False
        )
        value = compiled.evaluate(names, functions=working_days_delivered())
    except language.FeelError as error:
        said, position = voice().message(error.message), error.position
        show(
            form,
            {"error": said, "position": position},
            lambda: f"{expression}\n{' ' * position}^ {said}",
        )
        raise click.exceptions.Exit(1) from error
    except language.FeelBudgetExceeded as error:
        said = voice().message(error.message)
        show(form, {"error": said, "position": 0}, lambda: said)
        raise click.exceptions.Exit(1) from error
    show(form, {"value": plain(value)}, lambda: _line(value))


def working_days_delivered() -> Mapping[str, Callable[..., object]]:
    """`working days(…)` and `add working days(…)` on the calendar that is delivered."""
    from workflows.calendar_years import calendar_of

    return working_days_on(calendar_of)


def plain(value: object) -> object:
    """A FEEL value as JSON has it: numbers while they fit, dates and durations as text."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) < 2**53
        near = int(value) if whole else float(value)
        return near if isfinite(near) else str(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if value is None or isinstance(value, bool | str):
        return value
    return written(value)


def written(value: object) -> str:
    """A value that JSON has no form for (dates, durations, ranges), in FEEL's own spelling."""
    if isinstance(value, language.Function):
        return f"function({', '.join(value.parameters)})"
    return str(language.compile("string(value)").evaluate({"value": value}))


def _line(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False)


def names_of(text: str) -> Mapping[str, object]:
    """The names and values of a JSON object given on the command line."""
    try:
        names = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"not JSON: {error}", param_hint="--context") from error
    if not isinstance(names, dict):
        raise click.BadParameter("expected a JSON object", param_hint="--context")
    return cast("Mapping[str, object]", names)
