"""What a draft keeps: kinds of files, their names, how many and how large."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX, TABLE_SUFFIX
from engine.errors import FieldError, InvalidData, Message

KINDS = (DIAGRAM_SUFFIX, TABLE_SUFFIX, FORM_SUFFIX)
MOST_FILES = 60
LARGEST_FILE = 2 * 1024 * 1024


def require_storable(files: Mapping[str, bytes]) -> None:
    """Raise `InvalidData` for names and sizes that no draft keeps."""
    wrong = []
    for name, content in files.items():
        plain = PurePosixPath(name).name == name and name.isprintable() and len(name) <= 200
        if not plain or not name.endswith(KINDS) or name.startswith("."):
            wrong.append(
                wrong_file(
                    "file_kind",
                    "%(name)s is none of %(kinds)s.",
                    name=name[:100],
                    kinds=", ".join(KINDS),
                )
            )
        if len(content) > LARGEST_FILE:
            wrong.append(wrong_file("draft_file_large", "%(name)s is too large.", name=name[:100]))
    if wrong:
        raise InvalidData(wrong)


def wrong_file(key: str, text: str, **params: object) -> FieldError:
    """What speaks against a file, at the field where files are given."""
    return FieldError("tep", Message(key, text, params))
