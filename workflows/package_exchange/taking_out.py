"""Packages that go out: a submission to an office elsewhere, or the answer to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select

from engine.context import Context
from engine.errors import WrongState
from engine.registry import Registry
from engine.view import View
from workflows import answering, attachments
from workflows.documents.sent_up import is_being_made
from workflows.dossiers import Dossier, Origin, get_dossier
from workflows.submitting import newest_submission
from workflows.tables.packages import ANSWER, SUBMISSION
from workflows.tables.superiors import upward


@dataclass(frozen=True, slots=True)
class TakeOutPackage:
    """Note that a package of a dossier is taken out: its submission, or its answer."""

    dossier_id: str


class NoPackage(WrongState):
    """This dossier has nothing that travels as a package."""


class LetterNotThere(WrongState):
    """The submission letter is being made under its number; take the package out in a moment."""


def register(registry: Registry) -> None:
    registry.command(TakeOutPackage, action="package.take_out", locate=_dossier, handle=take_out)


def take_out(context: Context, _command: TakeOutPackage, about: Dossier) -> object:
    if manifest_of(context, about) is None:
        raise NoPackage()
    sent = newest_submission(context, about.id)
    if sent is not None and is_being_made(context, sent.id):
        raise LetterNotThere()
    context.record(
        "package.take_out",
        "dossier",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
    )
    return {"dossier": about.id}


def manifest_of(view: View, dossier: Dossier) -> Mapping[str, object] | None:
    """What a dossier sends elsewhere: the answer to a package, else its own submission."""
    if dossier.origin is Origin.PACKAGE and dossier.state in answering.RESULTS:
        return _answer_manifest(view, dossier)
    row = view.connection.execute(
        select(upward.c.content)
        .where(upward.c.dossier_id == dossier.id, upward.c.delivery == Origin.PACKAGE.value)
        .order_by(upward.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or not row.content:  # It has its number, and is put together right after.
        return None
    content = cast("dict[str, object]", row.content)
    return {"kind": SUBMISSION, "content": content, "files": content["files"]}


def _answer_manifest(view: View, dossier: Dossier) -> Mapping[str, object]:
    found = answering.answer_of(view, dossier)
    files = attachments.get_many(view, found.files)
    return {
        "kind": ANSWER,
        "content": {
            "id": dossier.upward_id,
            "code": dossier.origin_code,
            "result": found.result.value,
            "authority": found.authority,
            "symbol": found.symbol,
            "dated": found.dated.isoformat(),
            "note": found.note,
            "answers": dict(found.answers),
        },
        "files": [
            {"name": one.name, "kind": one.kind, "size": one.size, "sha256": one.sha256}
            for one in files
        ],
    }


def _dossier(context: Context, command: TakeOutPackage) -> Dossier:
    return get_dossier(context, command.dossier_id)
