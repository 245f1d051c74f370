"""Reading and joining PDF files, where the library for it is: done apart, for some are foreign."""

from __future__ import annotations

import io
import json

from pypdf import PdfReader, PdfWriter


def joined(*files: bytes) -> bytes:
    """Which of the files could not be read, on a line, and after it all the others in one."""
    writer, missing = PdfWriter(), []
    for index, file in enumerate(files):
        try:
            writer.append(PdfReader(io.BytesIO(file)))
        except (
            Exception
        ):  # a reader of foreign files fails in any way; whatever it is, it is the file
            missing.append(index)
    target = io.BytesIO()
    if not missing:
        writer.write(target)
    return json.dumps(missing).encode("ascii") + b"\n" + target.getvalue()


def counted(file: bytes) -> bytes:
    """How many pages can be read in a file, one after the other; none of one that is locked."""
    try:
        writer = PdfWriter()
        writer.append(PdfReader(io.BytesIO(file)))
        writer.write(io.BytesIO())
    except Exception:  # as above
        return b"0"
    return str(len(writer.pages)).encode("ascii")
