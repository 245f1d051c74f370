"""Sending the list: checked as a whole, looked at, handed in; refused, nothing is half done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from flask import request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidData, NotFound, Rejected
from web.errors import sentences_of, status_not_taken, status_of
from web.pages.dossiers.frame import KIND_WORDS
from web.pages.filing.choosing import XLSX, shown_procedure
from web.pages.filing.frame import files_asked, input_of, pages
from web.pages.filing.received import (
    FIELDS,
    SECRET,
    Judged,
    Place,
    Typed,
    content,
    imported_from,
    judge,
    own,
    place_of,
    received,
)
from web.requests import actor, close_view, execute, page, see_other, signed_in, view
from web.security import takes_bytes
from web.uploads import MOST_BYTES, MOST_FILES
from web.wording import gettext, language, say
from workflows import attachments
from workflows.attachments import LARGEST_FILE, Attachment
from workflows.awards import award_name
from workflows.filing import NOMINEE_LIMIT, FileDossier, StateSecret
from workflows.parts import part_name
from workflows.queries.filing import Acquaintance, acquaintance
from workflows.workbooks import NominationRow, Remark, annotate

CHECK, EDIT, FILE = "kiem-tra", "sua", "nop"
"""What the button that was pressed asks for."""

MOST_REMARKS = 200
"""So many errors stand on the page; the marked copy has all."""

LABELS = {
    "bi_mat": "State secrets",
    "don_vi": "Proposing unit",
    "ten": "What the dossier is about",
    "so_van_ban": "Number of the letter",
    "ngay_van_ban": "Date of the letter",
    "ngay_thanh_tich": "Day of the achievement",
    "danh_sach": "Filled-in list (Excel)",
}
"""Fields of the form by the names that it gives them, in its order."""


@pages.get("/<key>")
@signed_in
def form(key: str) -> ResponseReturnValue:
    place = place_of(key)
    unit_id = place.units[0].id if len(place.units) == 1 else ""
    return _form(place, Typed(unit_id=unit_id), Judged())


@pages.post("/<key>")
@takes_bytes(MOST_BYTES)
@signed_in
def send(key: str) -> ResponseReturnValue:
    """Check the form and the list; hand in what has been looked at."""
    place = place_of(key)
    if request.form.get("bi_mat") == SECRET:
        return _stop(place)
    typed, not_taken = received(place)
    if request.form.get("buoc") == EDIT:
        return _form(place, typed, Judged())
    judged = judge(place, typed, not_taken)
    if judged.command is None:
        return _form(place, typed, judged, status=status_not_taken(not_taken))
    if request.form.get("buoc") != FILE:
        return _preview(place, typed, judged)
    return _hand_in(place, typed, judged.command)


@pages.get("/<key>/danh-dau/<attachment_id>.xlsx")
@signed_in
def marked(key: str, attachment_id: str) -> ResponseReturnValue:
    """The list as it was sent, with every error marked; made anew each time, kept nowhere."""
    place = place_of(key)
    kept = own(attachment_id)
    data = content(kept)
    imported = imported_from(place, data)
    copy = annotate(data, imported.sheet, imported.errors, say=say, language=language())
    return send_file(
        BytesIO(copy),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"can-sua-{kept.name.removesuffix('.xlsx')}.xlsx",
    )


# -- answering


def _stop(place: Place) -> ResponseReturnValue:
    """State secrets stay out (R-DOS-06): the door refuses, and nothing that was sent is kept."""
    refused = FileDossier(
        procedure=place.procedure.key,
        unit_id=place.units[0].id,
        title="",
        letter_number="",
        letter_date=place.today,
        state_secret=True,
        rows=(),
    )
    try:
        execute(refused)
    except StateSecret as stop:
        return page("filing/stop.html", sentence=say(stop.message)), 422
    raise NotFound()


def _hand_in(place: Place, typed: Typed, command: FileDossier) -> ResponseReturnValue:
    try:
        answer = execute(command)
    except InvalidData as invalid:
        close_view()
        errors = {FIELDS.get(one.field, ""): say(one.message) for one in invalid.errors}
        return _form(place, typed, Judged(errors=errors), status=422)
    except Rejected as refusal:
        close_view()
        errors = {"": " ".join(sentences_of(refusal))}
        return _form(place, typed, Judged(errors=errors), status=status_of(refusal))
    code = answer["code"] if isinstance(answer, dict) else ""
    return see_other(url_for("dossiers.receipt", code=code))


def _form(place: Place, typed: Typed, judged: Judged, *, status: int = 200) -> ResponseReturnValue:
    kept = {one.id: one for one in _kept_files(typed)}
    workbook = kept.get(typed.workbook)
    errors = judged.imported.errors if judged.imported is not None else ()
    return page(
        "filing/form.html",
        procedure=shown_procedure(place.procedure),
        units=[{"value": one.id, "label": one.name} for one in place.units],
        typed=typed,
        workbook=workbook,
        papers=_papers(typed, kept),
        inputs=[
            {"name": input_of(part), "label": part_name(part, language())}
            for part in files_asked(place.procedure.parts)
        ],
        errors=_summary(judged),
        wrong=judged.errors,
        remarks=[_remark(one) for one in errors[:MOST_REMARKS]],
        remark_count=len(errors),
        marked_url=(
            url_for("filing.marked", key=place.procedure.key, attachment_id=workbook.id)
            if workbook is not None and errors
            else ""
        ),
        largest=LARGEST_FILE,
        most_rows=NOMINEE_LIMIT,
        most_files=MOST_FILES,
    ), status


def _papers(typed: Typed, kept: Mapping[str, Attachment]) -> list[dict[str, str]]:
    """The files that came along, each with the part that it is."""
    return [
        {
            "value": str(one),
            "name": kept[one.id].name,
            "kind": part_name(one.part, language()) if one.part else gettext("Other paper"),
        }
        for one in typed.papers
        if one.id in kept
    ]


def _missing_papers(place: Place, typed: Typed) -> Iterable[str]:
    """The parts of which no file came along: they may still be brought on paper."""
    brought = {one.part for one in typed.papers}
    missing = [part for part in files_asked(place.procedure.parts) if part not in brought]
    if missing:
        yield gettext(
            "No file for: %(papers)s. Without them the office has to ask for a supplement, which "
            "it may do only once.",
            papers=", ".join(part_name(part, language()) for part in missing),
        )


def _kept_files(typed: Typed) -> Sequence[Attachment]:
    """The files that were stored for this form; others named in it are left out."""
    mine = attachments.get_many(view(), [one for one in (typed.workbook, *typed.files) if one])
    return [one for one in mine if one.uploaded_by == actor().id and one.instance_id is None]


def _summary(judged: Judged) -> list[dict[str, str]]:
    """Each place that needs mending by the name of its field, as they stand on the page."""
    lines = [
        {"id": f"f-{name}", "message": f"{gettext(LABELS[name])}: {text}"}
        for name in LABELS
        if (text := judged.errors.get(name))
    ]
    lines += [
        {"id": f"f-{name}" if name else "", "message": text}
        for name, text in judged.errors.items()
        if name not in LABELS
    ]
    count = len(judged.imported.errors) if judged.imported is not None else 0
    if count:
        text = gettext(
            "Places of the list to mend, by row and column below: %(count)s.", count=count
        )
        lines.append({"id": "o-sai", "message": text})
    return lines


def _remark(one: Remark) -> dict[str, str]:
    return {
        "row": str(one.row) if one.row else "",
        "column": one.column,
        "heading": one.heading,
        "message": say(one.message),
    }


def _preview(place: Place, typed: Typed, judged: Judged) -> ResponseReturnValue:
    imported = judged.imported
    if imported is None:
        raise NotFound()
    known = acquaintance(view(), place.office_id, imported.rows)
    kept = {one.id: one for one in _kept_files(typed)}
    return page(
        "filing/preview.html",
        procedure=shown_procedure(place.procedure),
        typed=typed,
        unit=next(one.name for one in place.units if one.id == typed.unit_id),
        workbook=kept.get(typed.workbook),
        papers=_papers(typed, kept),
        rows=[_nomination(row) for row in imported.rows],
        kinds=_counted(imported.rows),
        notices=[_remark(one) for one in imported.notices],
        known=known.known,
        warnings=[*_missing_papers(place, typed), *_warnings(known)],
    )


def _nomination(row: NominationRow) -> dict[str, Any]:
    return {
        "no": row.ordinal,
        "kind": gettext(KIND_WORDS[row.kind.value]),
        "name": row.name,
        "born": f"{row.birth_date:%d/%m/%Y}" if row.birth_date else "",
        "title": row.title,
        "unit": row.unit,
        "place": row.locality,
        "merit": row.achievement,
        "award": award_name(row.award, language()),
        "note": row.note,
    }


def _counted(rows: Sequence[NominationRow]) -> list[str]:
    counts = {kind: sum(row.kind.value == kind for row in rows) for kind in KIND_WORDS}
    return [f"{gettext(KIND_WORDS[kind])}: {count}" for kind, count in counts.items() if count]


def _warnings(known: Acquaintance) -> Iterable[str]:
    """What to look at before handing in; none of it stops the dossier."""
    for one in known.elsewhere:
        yield gettext(
            "%(number)s. %(name)s already stands in dossier %(code)s (%(title)s).",
            number=one.ordinal,
            name=one.name,
            code=one.code,
            title=one.title,
        )
    for like in known.resembling:
        born = f"{like.known.birth_date:%d/%m/%Y}" if like.known.birth_date else "…"
        yield gettext(
            "%(number)s. %(name)s may be %(known)s, born %(born)s, of %(unit)s.",
            number=like.ordinal,
            name=like.name,
            known=like.known.name,
            born=born,
            unit=like.known.unit_name or like.known.locality or "…",
        )
