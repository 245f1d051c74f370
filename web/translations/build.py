"""Assembles the Vietnamese catalogue from its parts, and tells what is not yet translated.

Each author keeps a part, `vi/<name>.po-part`: msgid and msgstr lines without a header. `python
web/translations/build.py` writes `vi/LC_MESSAGES/messages.po`; `--check` only says what is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).parent
PARTS = FOLDER / "vi"
CATALOGUE = PARTS / "LC_MESSAGES" / "messages.po"
HEADER = "# Vietnamese catalogue, assembled from the parts beside this folder; edit those."


class TwoWords(Exception):
    """Two parts translate the same sentence in different words."""


def main(arguments: Iterable[str]) -> int:
    catalogue = assemble(sorted(PARTS.glob("*.po-part")))
    if "--check" in arguments:
        return 0 if CATALOGUE.exists() and CATALOGUE.read_bytes() == written(catalogue) else 1
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_bytes(written(catalogue))
    return 0


def assemble(parts: Iterable[Path]) -> Catalog:
    """One catalogue of all parts; raises when they contradict each other."""
    whole = Catalog(locale="vi", project="vinhdanh", header_comment=HEADER, fuzzy=False)
    origin: dict[object, Path] = {}
    quarrels: list[str] = []
    for part in parts:
        for message in messages_of(part):
            known = whole.get(message.id)
            if known is not None and known.string != message.string:
                quarrels.append(f"{part.name} and {origin[message.id].name}: {message.id!r}")
            origin[message.id] = part
            whole.add(message.id, message.string, flags=message.flags)
    if quarrels:
        raise TwoWords("\n".join(quarrels))
    return whole


def written(catalogue: Catalog) -> bytes:
    """The text of the catalogue; the same parts always give the same bytes."""
    target = BytesIO()
    write_po(target, catalogue, sort_output=True, omit_header=True, no_location=True, width=0)
    return _TOP.encode() + target.getvalue()


_TOP = f"""{HEADER}
msgid ""
msgstr ""
"Language: vi\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def messages_of(part: Path) -> Iterable[Message]:
    """What one part translates."""
    text = _TOP.encode() + part.read_bytes()
    return [message for message in read_po(BytesIO(text), locale="vi") if message.id]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
