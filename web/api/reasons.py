"""Why a value was not taken, in the reader's language: the library says it in English only."""

from __future__ import annotations

import re

from engine.errors import Message

UNKNOWN = Message("api.unknown", "There is no such field.")
MISSING = Message("api.missing", "This is needed.")
UNFIT = Message("api.unfit", "This value does not fit.")
_OBJECT = Message("api.mapping", "This is an object.")

KNOWN: tuple[tuple[re.Pattern[str], Message], ...] = (
    (re.compile(r"Unknown field\."), UNKNOWN),
    (re.compile(r"Missing data for required field\.|Field may not be null\."), MISSING),
    (re.compile(r"Not a valid string\."), Message("api.text", "This is a text.")),
    (re.compile(r"Not a valid integer\."), Message("api.whole", "This is a whole number.")),
    (re.compile(r"Not a valid boolean\."), Message("api.boolean", "This is true or false.")),
    (
        re.compile(r"Not a valid date\."),
        Message("api.date", "This is a date such as 2023-12-31."),
    ),
    (
        re.compile(r"Not a valid (?:aware )?datetime\."),
        Message(
            "api.instant",
            "This is an instant with its zone, such as 2023-12-31T08:00:00+07:00.",
        ),
    ),
    (re.compile(r"Not a valid list\."), Message("api.list", "This is a list.")),
    (re.compile(r"Not a valid mapping type\.|Invalid input type\."), _OBJECT),
    (
        re.compile(r"Must be one of: (?P<choices>.*)\.", re.DOTALL),
        Message("api.choice", "This is one of: %(choices)s."),
    ),
    (
        re.compile(r"Length must be between (?P<least>\d+) and (?P<most>\d+)\."),
        Message("api.length", "This has %(least)s to %(most)s characters or entries."),
    ),
    (
        re.compile(r"Shorter than minimum length (?P<least>\d+)\."),
        Message("api.shortest", "This has at least %(least)s characters or entries."),
    ),
    (
        re.compile(r"Longer than maximum length (?P<most>\d+)\."),
        Message("api.longest", "This has at most %(most)s characters or entries."),
    ),
    (
        re.compile(r"Must be greater than or equal to (?P<least>-?\d+)\."),
        Message("api.least", "This is a number from %(least)s on."),
    ),
    (
        re.compile(
            r"Must be greater than or equal to (?P<least>-?\d+)"
            r" and less than or equal to (?P<most>-?\d+)\."
        ),
        Message("api.range", "This is a number from %(least)s to %(most)s."),
    ),
)


def reason(said: str) -> Message:
    """What the library said, as a message of ours; what it never said so far is said in general."""
    for pattern, message in KNOWN:
        if found := pattern.fullmatch(said):
            return Message(message.key, message.text, found.groupdict())
    return UNFIT
