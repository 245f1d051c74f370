"""New versions: files are checked, shown what is wrong with them, and published with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from engine.deploying import NotAdmitted, deploy
from engine.errors import FieldError, InvalidData, Message
from engine.model import Problem
from web.access import require
from web.pages.procedures.frame import pages, shown_problem
from web.requests import execute, page, see_other, signed_in
from web.security import takes_bytes
from web.wording import ngettext, say
from workflows.judging import JUDGED, Judge, Judgement

MOST_FILES = 60
MOST_BYTES = 20 * 1024 * 1024
LEAST_REASON = 10
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Upload:
    """What came with the form, kept for showing it again."""

    files: dict[str, bytes]
    reason: str


@pages.get("/ban-hanh")
@signed_in
def new() -> ResponseReturnValue:
    """The form for checking files and publishing them."""
    require("procedure.deploy")
    return _upload_page()


@pages.post("/ban-hanh")
@takes_bytes(MOST_BYTES)
@signed_in
def deploy_files() -> ResponseReturnValue:
    """Check the files; publish them when that was asked for and nothing stands in the way."""
    require("procedure.deploy")
    try:
        upload = _upload()
    except InvalidData as invalid:
        return _upload_page(errors=invalid.errors), 422
    judgements = Judge(upload.files).judgements()
    wants_deploying = request.form.get("lam") == "ban-hanh"
    if not wants_deploying:
        return _upload_page(upload, judgements)
    if not all(one.ok for one in judgements):
        return _upload_page(upload, judgements), 422
    if len(upload.reason) < LEAST_REASON:
        return _upload_page(upload, judgements, errors=[_short_reason()]), 422
    try:
        answer = execute(deploy(upload.files, reason=upload.reason))
    except NotAdmitted as refusal:
        return _upload_page(upload, _by_file(upload.files, refusal.problems)), 422
    count = len(answer["definitions"]) if isinstance(answer, dict) else 0
    flash(ngettext("%(num)d process published.", "%(num)d processes published.", count), "done")
    return see_other(url_for("procedures.index"))


def _upload() -> Upload:
    """The files by name alone, as diagrams name forms and parts; raises `InvalidData`."""
    sent = [each for each in request.files.getlist("tep") if each.filename]
    reason = request.form.get("ly_do", "").strip()[:LONGEST_REASON]
    if not sent:
        raise InvalidData([_wrong("no_files", "Choose at least one file.")])
    if len(sent) > MOST_FILES:
        raise InvalidData([_wrong("too_many_files", "At most %(most)s files.", most=MOST_FILES)])
    files: dict[str, bytes] = {}
    for each in sent:
        name = _name_of(each)
        if not name.endswith(JUDGED):
            raise InvalidData(
                [
                    _wrong(
                        "file_kind",
                        "%(name)s is none of %(kinds)s.",
                        name=name,
                        kinds=", ".join(JUDGED),
                    )
                ]
            )
        if name in files:
            raise InvalidData([_wrong("file_twice", "%(name)s was chosen twice.", name=name)])
        files[name] = each.read()
    return Upload(files, reason)


def _name_of(sent: FileStorage) -> str:
    """The last part of what the browser calls the file."""
    return PurePosixPath((sent.filename or "").replace("\\", "/")).name[:200]


def _wrong(key: str, text: str, **params: object) -> FieldError:
    return FieldError("tep", Message(key, text, params))


def _short_reason() -> FieldError:
    text = "Give the reason in at least %(least)s characters."
    return FieldError("ly_do", Message("reason_too_short", text, {"least": LEAST_REASON}))


def _upload_page(
    upload: Upload | None = None,
    judgements: Sequence[Judgement] = (),
    *,
    errors: Iterable[FieldError] = (),
) -> str:
    shown = [
        {
            "id": f"f-{one.field}",
            "field": one.field,
            "message": say(one.message),
        }
        for one in errors
    ]
    return page(
        "procedures/deploy.html",
        reason=upload.reason if upload else "",
        judged=[_judged(one) for one in judgements],
        ok=bool(judgements) and all(one.ok for one in judgements),
        errors=shown,
        wrong={one["field"]: one["message"] for one in shown},
        kinds=",".join(JUDGED),
        least_reason=LEAST_REASON,
    )


def _judged(judgement: Judgement) -> dict[str, Any]:
    return {
        "file": judgement.file,
        "ok": judgement.ok,
        "problems": [shown_problem(problem) for problem in judgement.problems],
    }


def _by_file(files: Iterable[str], problems: Sequence[Problem]) -> list[Judgement]:
    return [
        Judgement(name, tuple(problem for problem in problems if problem.file == name))
        for name in files
    ]
