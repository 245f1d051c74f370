"""The one place where an error becomes a status code and a page or problem that says what to do."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from flask import Flask, g, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError
from werkzeug.wrappers import Response

from engine.database_trouble import DatabaseAway, DatabaseFull, trouble_of
from engine.deploying import NotAdmitted
from engine.errors import (
    Conflict,
    FieldError,
    Forbidden,
    GateClosed,
    InvalidData,
    Message,
    NotFound,
    NotTheirs,
    Rejected,
    VinhDanhError,
    WrongState,
)
from engine.gates import Finding
from engine.model import Problem
from engine.process_engine import NeedsAdmin
from web.frame import bare_shell, shell
from web.problems import provision_of
from web.requests import SessionOver, actor, close_view, engine, here, wants_json
from web.typed_before import typed_before
from web.wording import gettext, say
from workflows.accounts import BadCredentials, BadToken, TooManyTries
from workflows.attachments import FileTooLarge, NoSpace
from workflows.throttles import TooFast

log = logging.getLogger("vinhdanh.web")

STATUS: tuple[tuple[type[VinhDanhError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (WrongState, 409),
    (Conflict, 409),
    (GateClosed, 409),
    (InvalidData, 422),
    (NeedsAdmin, 409),
    (BadCredentials, 422),
    (BadToken, 401),
    (TooManyTries, 429),
    (TooFast, 429),
    (FileTooLarge, 413),
    (NoSpace, 507),
    (DatabaseFull, 507),
    (DatabaseAway, 503),
    (Rejected, 422),
)
"""The first that fits; what is in no line is a fault of ours."""

TITLES = {
    400: "The request could not be read",
    401: "Nobody is signed in",
    403: "This is not yours to do",
    404: "There is nothing here",
    405: "The request could not be read",
    409: "This cannot be done now",
    413: "This is too large",
    415: "This kind of content is not read here",
    422: "Some of what was entered needs mending",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "Not available at the moment",
    507: "The server has no room",
}
"""English; the catalogue has the Vietnamese."""

OURS = "The fault is ours, not yours. It has been written down under the code below."
NOTHING_CHANGED = "Nothing was changed."
RETRY_AFTER_SECONDS = 5
UNDECODABLE = (
    "The form could not be read, perhaps because of the name of a file: rename the file with plain "
    "letters and send it again."
)
FORGED = (
    "The page was open for too long or came from another session. Nothing was done; send it again."
)


def install_errors(app: Flask) -> None:
    app.register_error_handler(VinhDanhError, _known)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(SessionOver, _session_over)
    app.register_error_handler(SecurityError, _strange_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: VinhDanhError) -> int:
    """The status code that an error of the engine becomes."""
    return next((code for kind, code in STATUS if isinstance(error, kind)), 500)


def status_again(error: VinhDanhError) -> int:
    """The status of a form shown again: to be mended, unless it is we who lack something."""
    status = status_of(error)
    return status if status >= 500 else 422


def status_not_taken(errors: Sequence[FieldError]) -> int:
    """The same where files were not taken: they are to be sent again where there was no room."""
    return 507 if any(one.message.key == NoSpace.code for one in errors) else 422


def sentences_of(error: VinhDanhError) -> list[str]:
    """All that an error has to say: the shut gates, the fields, else its one sentence."""
    if isinstance(error, GateClosed):
        return [say(f.message) for f in error.findings if isinstance(f, Finding) and f.message]
    if isinstance(error, InvalidData):
        return [_field_sentence(one) for one in error.errors]
    return [say(error.message)]


def _field_sentence(error: FieldError) -> str:
    sentence = say(error.message)
    return f"{error.label}: {sentence}" if error.label else sentence


def _known(error: VinhDanhError) -> tuple[Any, int]:
    if isinstance(error, NotTheirs):
        who = actor()
        close_view()
        engine().note_refused_look(error.action, who, error.about, error)
    status = status_of(error)
    if status == 500:
        return _unexpected(error)
    title = gettext(TITLES[status])
    extra = _problem_details(error)
    return _answer(status, title, sentences_of(error), error.message.key, extra)


def _database(error: SQLAlchemyError) -> Any:
    """No room, or nobody there: whoever watches over it is told, whoever asked may ask again."""
    trouble = trouble_of(error)
    if trouble is None:
        return _unexpected(error)
    log.error("database: %s", trouble.message.key, exc_info=error)
    answer, status = _known(trouble)
    return answer, status, {"Retry-After": str(RETRY_AFTER_SECONDS)}


def _forged(_error: CSRFError) -> tuple[Any, int]:
    if request.mimetype == "multipart/form-data" and request.content_length and not request.form:
        # A form with one part that cannot be decoded is read as if it had been empty.
        return _answer(400, gettext(TITLES[400]), [gettext(UNDECODABLE)], "undecodable_form")
    return _again(403, gettext("The page is out of date"), gettext(FORGED), "forged")


def _session_over(error: SessionOver) -> tuple[Any, int]:
    return _again(401, gettext("Your session has ended"), say(error.message), error.message.key)


def _again(status: int, title: str, sentence: str, code: str) -> tuple[Any, int]:
    """A form that was not taken, on a page from which it can be sent again as it was typed."""
    typed = typed_before()
    if typed is None or wants_json():
        return _answer(status, title, [sentence], code)
    return render_template(
        "errors/again.html",
        shell=_frame(),
        title=title,
        sentence=sentence,
        typed=typed,
        is_signed_in=_is_signed_in(),
        sign_in_url=url_for("sign_in.show", next=here()),
    ), status


def _is_signed_in() -> bool:
    return g.get("session") is not None


def _strange_host(_error: SecurityError) -> Response:
    """Under a name that is not ours no address can be made, and so no page either."""
    text = gettext("This host name is not served here.")
    return Response(f"{text}\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if status >= 500:
        return _unexpected(error)
    title = gettext(TITLES.get(status, TITLES[400]))
    sentence = gettext(NotFound.__doc__ or "") if status == 404 else title
    answer, code = _answer(status, title, [sentence], f"http_{status}")
    if isinstance(error, MethodNotAllowed):
        return answer, code, {"Allow": ", ".join(sorted(error.valid_methods or ()))}
    return answer, code


def _unexpected(error: Exception) -> tuple[Any, int]:
    code = engine().ids.code(groups=2, size=4)
    log.error("unexpected error %s", code, exc_info=error)
    title = gettext(TITLES[500])
    return _answer(500, title, [gettext(OURS)], "unexpected", support=code)


def _answer(
    status: int,
    title: str,
    sentences: list[str],
    code: str,
    extra: dict[str, Any] | None = None,
    *,
    support: str = "",
) -> tuple[Any, int]:
    if wants_json() or request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": " ".join(sentences),
            "code": code,
            **({"support": support} if support else {}),
            **(extra or {}),
        }
        answer = jsonify(problem)
        answer.content_type = "application/problem+json"
        return answer, status
    return _page(status, title, sentences, support), status


def _frame() -> dict[str, Any]:
    try:
        close_view()
        return shell()
    except Exception:
        # The database itself may be what is broken; a page without names is still an answer.
        log.debug("no frame for the error page", exc_info=True)
        g.shell = bare_shell()
        return dict(g.shell)


def _page(status: int, title: str, sentences: list[str], support: str) -> str:
    return render_template(
        "errors/error.html",
        shell=_frame(),
        title=title,
        sentences=sentences,
        # Of a database that went away nobody knows whether it had taken it.
        kept=gettext(NOTHING_CHANGED) if status != 503 else "",
        support=support,
        home_url=url_for("home"),
        status=status,
    )


def _problem_details(error: VinhDanhError) -> dict[str, Any]:
    if isinstance(error, InvalidData):
        errors = [{"field": one.field, "message": say(one.message)} for one in error.errors]
        return {"errors": errors}
    if isinstance(error, GateClosed):
        findings = [one for one in error.findings if isinstance(one, Finding)]
        shut = next((one for one in findings if not one.passed), None)
        behind = provision_of(engine().registry.gates[shut.gate]) if shut else {}
        return {**behind, "gates": [_finding(one) for one in findings]}
    if isinstance(error, NotAdmitted):
        return {"problems": [_problem(one) for one in error.problems]}
    return {}


def _problem(one: Problem) -> dict[str, Any]:
    """What is wrong with a file, where, and what to do."""
    return {
        "severity": one.severity.value,
        "rule": one.rule,
        "file": one.file,
        "element": one.element,
        "line": one.line,
        "message": say(Message(one.rule, one.message, one.params)),
        "hint": say(Message(one.rule, one.hint, one.params)) if one.hint else "",
    }


def _finding(finding: Finding) -> dict[str, Any]:
    gate = engine().registry.gates[finding.gate]
    return {
        "gate": finding.gate,
        "passed": finding.passed,
        "reason": finding.reason,
        "message": say(finding.message) if finding.message else "",
        **provision_of(gate),
    }
