"""Word files: a template's fields filled with the content of a document, in a sandbox.

Templates are uploaded by people: what they may contain is fields, loops over lists of the content
and choices between them. The library is loaded at first use.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.errors import Rejected
from workflows.file_types import FileType, recognise_bytes

DELIVERED = Path(__file__).parent / "templates" / "van_ban.docx"

FIELDS = frozenset(
    {
        *("upper_body", "body", "number", "place_date", "type_name", "summary", "text"),
        *("signers", "authority", "bases", "resolves", "addressee", "recipients", "annexes"),
        *("square", "is_draft"),
    }
)
"""What a template may use; the rest of the content is for machines."""

FORBIDDEN = (
    *(nodes.Call, nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.Include),
    *(nodes.Extends, nodes.Block, nodes.Mul, nodes.Pow, nodes.Mod),
)
"""What could run something, read something, or grow without end."""

FILTERS = frozenset({"upper", "lower", "title", "capitalize", "trim", "length", "default", "join"})

DEEPEST_LOOP = 4
"""Annexes, their blocks, the rows of a table, the cells of a row."""

LARGEST_UNPACKED = 30 * 1024 * 1024


class BadTemplate(Rejected):
    """The template cannot be used: %(why)s"""


class UnknownField(BadTemplate):
    """The template asks for a field that no document has: %(field)s"""


class UnsafePart(BadTemplate):
    """The template has a part that is not allowed in templates: %(part)s"""


def fill(template: bytes, content: Mapping[str, object]) -> bytes:
    """The template with its fields filled; raises `BadTemplate` naming what is wrong in it."""
    _require_word_file(template)
    from docxtpl import DocxTemplate

    try:
        made = DocxTemplate(io.BytesIO(template))
        made.render({name: content.get(name) for name in FIELDS}, _Fields(), autoescape=True)
        target = io.BytesIO()
        made.save(target)
    except UndefinedError as missing:
        raise UnknownField(field=str(missing.message)) from missing
    except TemplateError as wrong:
        raise BadTemplate(why=str(wrong.message)) from wrong
    except (KeyError, ValueError, TypeError, SyntaxError, AttributeError) as wrong:
        # An archive that only looks like a Word file: what is missing in it has no name here.
        raise BadTemplate(why=type(wrong).__name__) from wrong
    return target.getvalue()


def _require_word_file(template: bytes) -> None:
    if recognise_bytes(template) is not FileType.DOCX:
        raise BadTemplate(why="it is not a Word file (.docx)")
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
            raise BadTemplate(why="it is too large")


class _Fields(ImmutableSandboxedEnvironment):
    """Reads templates that only show, choose and repeat; whatever else is in one is refused."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _examine(tree)
        return tree


def _examine(tree: nodes.Template) -> None:
    found: Any
    for kind in FORBIDDEN:
        if tree.find(kind) is not None:
            raise UnsafePart(part=kind.__name__)
    for found in tree.find_all(nodes.Filter):
        if found.name not in FILTERS:
            raise UnsafePart(part=f"|{found.name}")
    for found in tree.find_all(nodes.Getattr):
        if found.attr.startswith("_"):
            raise UnsafePart(part=f".{found.attr}")
    names = list(tree.find_all(nodes.Name))
    bound = {found.name for found in names if found.ctx == "store"}
    for found in names:
        if found.ctx == "load" and found.name not in FIELDS | bound | {"loop"}:
            raise UnknownField(field=found.name)
    if _depth(tree) > DEEPEST_LOOP:
        raise UnsafePart(part="for " * (DEEPEST_LOOP + 1))


def _depth(node: nodes.Node) -> int:
    """How deep loops stand in one another."""
    below = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return below + (1 if isinstance(node, nodes.For) else 0)
