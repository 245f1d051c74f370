"""XML from anywhere, parsed so that it can neither reach out nor grow."""

from __future__ import annotations

from lxml import etree

from engine.model import Problem, Severity

MAX_BYTES = 5 * 1024 * 1024
MAX_TAGS = 100_000
MAX_ATTRIBUTES = 60_000
"""The largest drawing of 300 elements has some thousands."""

EXPORT_AGAIN = "Export the diagram again from the modeler; do not edit the file by hand."


def parser() -> etree.XMLParser:
    """A parser that reads no other file, no network and no entity."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def parse(file: str, content: bytes) -> etree._Element | Problem:
    """The root element, or the one reason why this is no acceptable XML."""
    too_much = _too_much(content)
    if too_much is not None:
        message, place = too_much
        hint = "Split the drawing into called procedures, or remove pictures embedded in the file."
        return _problem("file-too-large", message, hint, file, _line_at(content, place))
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        return _doctype(file, _line_of(content, b"<!DOCTYPE"))
    try:
        root = etree.fromstring(content, parser())
    except etree.XMLSyntaxError as error:
        return Problem(
            severity=Severity.ERROR,
            rule="not-xml",
            message="This is not well-formed XML: %(reason)s",
            params={"reason": str(error.msg)},
            hint=EXPORT_AGAIN,
            line=error.lineno or 1,
            file=file,
        )
    except (ValueError, LookupError, UnicodeError, AssertionError) as error:
        return _problem(
            "not-xml", f"This is not well-formed XML: {type(error).__name__}", EXPORT_AGAIN, file, 1
        )
    if getattr(root.getroottree().docinfo, "doctype", ""):
        return _doctype(file, 1)
    return root


def _too_much(content: bytes) -> tuple[str, int] | None:
    """What there is too much of, and from which byte on."""
    if len(content) > MAX_BYTES:
        return "The file is larger than 5 MB", MAX_BYTES
    # Counted before parsing: an element costs the parser far more memory than it costs the sender.
    for mark, most in ((b"<", MAX_TAGS), (b"=", MAX_ATTRIBUTES)):
        if content.count(mark) > most:
            return "The file has too many elements", _place_of(content, mark, most)
    return None


def _place_of(content: bytes, mark: bytes, number: int) -> int:
    place = -1
    for _ in range(number):
        place = content.index(mark, place + 1)
    return place


def _doctype(file: str, line: int) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="doctype",
        message="The file carries a DOCTYPE, which can make a reader fetch or swell other content",
        hint="Remove the DOCTYPE declaration; BPMN needs none.",
        line=line,
        file=file,
    )


def _line_of(content: bytes, text: bytes) -> int:
    place = content.find(text)
    return _line_at(content, place) if place >= 0 else 1


def _line_at(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _problem(rule: str, message: str, hint: str, file: str, line: int) -> Problem:
    return Problem(
        severity=Severity.ERROR, rule=rule, message=message, hint=hint, line=line, file=file
    )
