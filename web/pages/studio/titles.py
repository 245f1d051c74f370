"""Files by what people call them: a form and a table by its title, a drawing by its process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from engine import compiled
from engine.admission import read
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX
from engine.text import sort_key
from forms.reading import read as read_form
from web.wording import in_language


def file_title(name: str, content: bytes) -> str:
    """What the file says it is; its name when it says nothing, or cannot be read."""
    if name.endswith(DIAGRAM_SUFFIX):
        drawn = read({name: content}).processes
        return in_language(drawn[0].name, drawn[0].name_en) or name if drawn else name
    if name.endswith(FORM_SUFFIX):
        title = read_form(content, PurePath(name).stem)[0].title
        return in_language(title.vi, title.en) or name
    if compiled.examined(name, content).shapes:
        # Tables have one name, in Vietnamese; readers of English know them by that of the file.
        return in_language(compiled.decision_table(name, content).definitions.name, name) or name
    return name


def file_choices(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Files to choose from, by title; the name stands behind it."""
    titled = [(file_title(name, content), name) for name, content in files.items()]
    titled.sort(key=lambda one: (sort_key(one[0]), one[1]))
    return [
        {"value": name, "label": name if title == name else f"{title} · {name}"}
        for title, name in titled
    ]
