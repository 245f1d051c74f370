"""Filling a Word template, where the library for it is: done apart when the template is foreign."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache

from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.exceptions import UndefinedError

from workflows.documents.word_columns import fit_columns
from workflows.documents.word_fields import FIELDS, Fields, UnknownField, WrittenWrong
from workflows.documents.word_package import BadTemplate, Damaged, require_sound_package


def filled_apart(template: bytes, told: bytes) -> bytes:
    """The same in plain bytes, to be done in a process of its own."""
    return filled(template, json.loads(told))


def filled(template: bytes, content: Mapping[str, object]) -> bytes:
    """The template with its fields filled; raises `BadTemplate` naming what is wrong in it."""
    require_sound_package(template)
    try:
        made = DocxTemplate(io.BytesIO(template))
        made.render({name: content.get(name) for name in FIELDS}, _fields(), autoescape=True)
        if "layout" in content:
            fit_columns(made.docx, content)
        target = io.BytesIO()
        made.save(target)
    except BadTemplate:
        raise
    except UndefinedError as missing:
        raise UnknownField(field=str(missing.message)) from missing
    except TemplateError as wrong:
        raise WrittenWrong(why=str(wrong.message), place="…") from wrong
    except TypeError as wrong:
        # Something was asked of a field that cannot be asked of its kind, such as its length.
        raise WrittenWrong(why=str(wrong)[:100], place="…") from wrong
    except Exception as wrong:  # a reader of foreign files fails in any way; it is the file
        # An archive that only looks like a Word file: what is missing in it has no name here.
        raise Damaged(part=type(wrong).__name__) from wrong
    return target.getvalue()


_fields = cache(Fields)
