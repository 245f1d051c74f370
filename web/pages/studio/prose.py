"""A procedure in words, for people who do not read diagrams; made to be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask.typing import ResponseReturnValue

from engine.admission import read
from engine.errors import NotFound
from engine.flow_order import in_flow_order
from engine.model import Element, ElementKind, Process
from web.pages.studio.frame import file_for, pages, seen_draft
from web.pages.studio.ways import SILENT, end_of, names_of, out_of
from web.requests import page, signed_in, view
from web.shown_limits import law_words, limit_words
from web.wording import gettext, in_language, role_name
from workflows.editions import book
from workflows.studio.drafts import contents_of
from workflows.studio.offers import Offers, offers

_AT_LIMIT = re.compile(r'=?\s*deadline\("([^"]+)"\)')


@pages.get("/<draft_id>/dien-giai/<name>")
@signed_in
def prose(draft_id: str, name: str) -> ResponseReturnValue:
    """Every step of the drawing in sentences."""
    draft = seen_draft(draft_id)
    file = file_for(draft, name)
    processes = read({name: file.content}).processes
    if not processes:
        raise NotFound()
    known = offers(view(), contents_of(view(), draft.id))
    return page(
        "studio/prose.html",
        draft=draft,
        name=name,
        procedures=[_told(process, known) for process in processes],
    )


def _told(process: Process, known: Offers) -> dict[str, Any]:
    return {
        "name": in_language(process.name or process.id, process.name_en),
        "key": process.procedure,
        "limit": _limit(process.deadline),
        "steps": [
            _step(process, element, known)
            for element in in_flow_order(process)
            if element.kind not in SILENT
        ],
    }


def _step(process: Process, element: Element, known: Offers) -> dict[str, Any]:
    return {
        "name": in_language(element.name or element.id, element.name_en),
        "stage": in_language(element.stage, getattr(element, "stage_en", "")),
        "lines": [line for line in _lines(process, element, known) if line],
        "next": list(_ways(process, element)),
        "legal": list(_bases(element)),
        "element": element.id,
    }


def _lines(process: Process, element: Element, known: Offers) -> Iterator[str]:
    if element.candidate_groups:
        who = ", ".join(_who(group) for group in element.candidate_groups)
        yield gettext("Done by: %(who)s.", who=who)
    if element.form_key:
        title = next((f for f in known.forms if f.key == element.form_key), None)
        said = in_language(title.vi, title.en) if title else element.form_key
        yield gettext("Form: %(form)s.", form=said)
    if element.called_element:
        part = next((p for p in known.processes if p.key == element.called_element), None)
        said = in_language(part.vi, part.en) if part else element.called_element
        yield gettext("Follows the part “%(part)s”.", part=said)
    if element.topic:
        topic = next((t for t in known.topics if t.key == element.topic), None)
        yield gettext("The system does: %(work)s.", work=gettext(topic.title) if topic else "")
    if element.deadline:
        yield gettext("Time limit: %(limit)s.", limit=_limit(element.deadline))
    if element.timer:
        yield _timer(element.timer.text)
    for gate in element.gates:
        titled = next((g for g in known.gates if g.key == gate), None)
        said = gettext(titled.title) if titled else gate
        yield gettext("Goes on only when: %(gate)s.", gate=said)
    if element.return_to:
        yield gettext("May be sent back to: %(steps)s.", steps=names_of(process, element.return_to))
    if element.four_eyes:
        yield gettext("Not by whoever did: %(steps)s.", steps=names_of(process, element.four_eyes))
    if element.irreversible:
        yield gettext("Cannot be taken back.")
    if element.kind is ElementKind.END:
        yield gettext("It ends here.")


def _timer(text: str) -> str:
    """The end of a limit by the name of the limit; what else is written stands as it is."""
    limit = _AT_LIMIT.fullmatch(text.strip())
    if limit:
        return gettext("Comes when this limit is over: %(limit)s.", limit=_limit(limit[1]))
    return gettext("Comes at: %(when)s.", when=text)


def _ways(process: Process, element: Element) -> Iterator[str]:
    """Where it goes on: straight, or by the answers of the gateway behind it."""
    for flow in out_of(process, element.id):
        target = process.elements.get(flow.target)
        answers = out_of(process, flow.target) if target and target.kind in SILENT else []
        if target and len(answers) > 1:
            for answer in answers:
                said = answer.name or answer.condition
                end = end_of(process, answer.target)
                if target.kind is ElementKind.PARALLEL:
                    yield gettext("At the same time: %(step)s.", step=end)
                else:
                    yield gettext("If “%(answer)s”: %(step)s.", answer=said, step=end)
        else:
            yield gettext("Then: %(step)s.", step=end_of(process, flow.target))


def _bases(element: Element) -> Iterator[str]:
    """What it rests on: each rule with what it says and where it stands."""
    rules = book(view()).rules
    for id_ in element.legal_basis.split():
        rule = rules.get(id_)
        yield f"{id_} – {in_language(rule.title, rule.title_en)}" if rule else id_


def _who(group: str) -> str:
    place, _, role = group.rpartition(":")
    said = role_name(role)
    if place == "unit":
        return gettext("%(role)s of the proposing unit", role=said)
    if place == "superior":
        return gettext("%(role)s of the superior body", role=said)
    return said


def _limit(text: str) -> str:
    return limit_words(text, law_words(view()))
