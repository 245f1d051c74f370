"""Files from elsewhere: judged without keeping anything, or taken into a draft of the studio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from engine.errors import FieldError, InvalidData, Message
from web.access import require
from web.pages.procedures.frame import pages, shown_problem
from web.requests import actor, page, signed_in
from web.security import takes_bytes
from web.wording import say
from workflows.judging import JUDGED, Judge, Judgement
from workflows.studio.rights import EditingOf

MOST_FILES = 60
MOST_BYTES = 20 * 1024 * 1024


@pages.get("/kiem-tra-tep")
@signed_in
def check() -> ResponseReturnValue:
    """The form for checking files, or beginning a draft with them."""
    _require()
    return _page()


@pages.post("/kiem-tra-tep")
@takes_bytes(MOST_BYTES)
@signed_in
def check_files() -> ResponseReturnValue:
    """Say what is wrong with the files; nothing is kept."""
    _require()
    try:
        files = _files()
    except InvalidData as invalid:
        return _page(errors=invalid.errors), 422
    judgements = Judge(files).judgements()
    return _page(judgements), 200 if all(one.ok for one in judgements) else 422


def _require() -> None:
    require("procedure.import", EditingOf("", actor().office_id))


def _files() -> dict[str, bytes]:
    """By name alone, as diagrams name forms and parts; raises `InvalidData`."""
    sent = [each for each in request.files.getlist("tep") if each.filename]
    if not sent:
        raise _wrong("no_files", "Choose at least one file.")
    if len(sent) > MOST_FILES:
        raise _wrong("too_many_files", "At most %(most)s files.", most=MOST_FILES)
    files: dict[str, bytes] = {}
    for each in sent:
        name = _name_of(each)
        if not name.endswith(JUDGED):
            kinds = ", ".join(JUDGED)
            raise _wrong("file_kind", "%(name)s is none of %(kinds)s.", name=name, kinds=kinds)
        if name in files:
            raise _wrong("file_twice", "%(name)s was chosen twice.", name=name)
        files[name] = each.read()
    return files


def _name_of(sent: FileStorage) -> str:
    """The last part of what the browser calls the file."""
    return PurePosixPath((sent.filename or "").replace("\\", "/")).name[:200]


def _wrong(key: str, text: str, **params: object) -> InvalidData:
    return InvalidData([FieldError("tep", Message(key, text, params))])


def _page(judgements: Sequence[Judgement] = (), *, errors: Iterable[FieldError] = ()) -> str:
    shown = [{"id": f"f-{o.field}", "field": o.field, "message": say(o.message)} for o in errors]
    return page(
        "procedures/check.html",
        judged=[_judged(one) for one in judgements],
        ok=bool(judgements) and all(one.ok for one in judgements),
        errors=shown,
        wrong={one["field"]: one["message"] for one in shown},
        kinds=",".join(JUDGED),
    )


def _judged(judgement: Judgement) -> dict[str, Any]:
    return {
        "file": judgement.file,
        "ok": judgement.ok,
        "problems": [shown_problem(problem) for problem in judgement.problems],
    }
