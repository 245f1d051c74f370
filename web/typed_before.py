"""What a refused form held, for the page that offers to send it again.

Only a form of our own pages is offered again: another site could otherwise put words into an
officer's mouth that one careless press would send.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

SECRETS = frozenset({"password", "old", "new", "again", "csrf_token"})
"""Never shown again, not even hidden in a page."""

MOST_FIELDS = 5_000
MOST_LETTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class TypedBefore:
    """The fields of a form that was not taken, and the files that have to be chosen anew."""

    action: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def typed_before() -> TypedBefore | None:
    """What the request carried; None for what cannot be offered again."""
    if request.method != "POST" or not _is_ours():
        return None
    fields = [(name, text) for name, text in request.form.items(multi=True) if name not in SECRETS]
    holds_secrets = any(name in SECRETS - {"csrf_token"} for name in request.form)
    too_much = len(fields) > MOST_FIELDS or sum(len(text) for _, text in fields) > MOST_LETTERS
    if holds_secrets or too_much or not fields:
        return None
    files = [file.filename for _, file in request.files.items(multi=True) if file.filename]
    return TypedBefore(request.full_path.rstrip("?"), tuple(fields), tuple(files))


def _is_ours() -> bool:
    """Whether the form stood on a page of this very site, as the browser says."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    came_from = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(came_from).netloc == request.host
