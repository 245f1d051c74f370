"""What a form asks is carried out; the page where it stood says why not, if it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from engine.errors import NotFound, Rejected
from web.requests import close_view, execute, see_other


def carry_out(
    command: Callable[[], object],
    *,
    refused: Callable[[Rejected], ResponseReturnValue],
    done: Callable[[Any], str],
    at: str,
) -> ResponseReturnValue:
    """Execute a command and go on; `refused` shows the page again, `done` says what came of it.

    What there is not stays without an answer of its own: a page about it could not be shown.
    """
    try:
        answer = execute(command())
    except NotFound:
        raise
    except Rejected as refusal:
        close_view()
        return refused(refusal)
    flash(done(answer), "done")
    return see_other(at)
