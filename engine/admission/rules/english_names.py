"""What people read in a procedure has an English name beside the Vietnamese one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, warning
from engine.model import Element, Problem, Process

ID = "english-names"


def check(case: Case) -> Iterator[Problem]:
    if not case.is_business:
        return
    places: list[Process | Element] = [case.process, *case.elements]
    for place in places:
        if place.name and not place.name_en:
            yield warning(
                case,
                ID,
                place,
                "“%(name)s” has no English name",
                "Write it under “English name”.",
            )
    for element in case.elements:
        yield from _texts(case, element)


def _texts(case: Case, element: Element) -> Iterator[Problem]:
    if element.stage and not element.stage_en:
        yield warning(
            case,
            ID,
            element,
            "The stage of “%(name)s” has no English name",
            "Write it under “Stage in English”.",
        )
    if element.task_title and not element.task_title_en:
        yield warning(
            case,
            ID,
            element,
            "The task title of “%(name)s” has no English",
            "Write it under “Task title in English”.",
        )
