"""Letters as mail: headers that nobody can inject into, addresses that were parsed first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import cast

from engine.clock import local
from engine.text import normalise, squeeze, unwritable
from workflows.documents.enclosing import Enclosed
from workflows.mails import mail_text

LONGEST_SUBJECT = 200

_LOCAL_PART = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"({_LOCAL_PART})@({_LABEL}(?:\.{_LABEL})*)", re.ASCII)


def letter(
    letter_id: str,
    payload: Mapping[str, object],
    *,
    sender: str,
    at: datetime,
    enclosed: Sequence[Enclosed] = (),
) -> EmailMessage:
    """The mail of an outbox row; raises ValueError when nobody on it can be written to."""
    recipients = list(addresses(cast("Iterable[object]", payload["to"])))
    if not recipients:
        raise ValueError("no usable address")
    origin = address(sender)
    if origin is None:
        raise ValueError("the sender's address cannot be used")
    params = {
        name: str(value) for name, value in cast("Mapping[str, object]", payload["params"]).items()
    }
    subject, body = mail_text(str(payload["mail"])).filled(params)
    message = EmailMessage(policy=SMTP)
    message["From"] = origin
    message["To"] = recipients
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(local(at))
    message["Message-ID"] = f"<{letter_id}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(normalise(body))
    for one in enclosed:
        message.add_attachment(
            one.content, maintype="application", subtype="pdf", filename=one_line(one.name)
        )
    return message


def addresses(typed: Iterable[object]) -> Iterable[Address]:
    """Those that can be used, each once; the others are left out."""
    seen: set[str] = set()
    for each in typed:
        found = address(str(each))
        if found is not None and found.addr_spec not in seen:
            seen.add(found.addr_spec)
            yield found


def address(typed: str) -> Address | None:
    """A plain address such as `truong@yenchau.gov.vn`; None for anything else."""
    found = _ADDRESS.fullmatch(typed.strip())
    if found is None or ".." in found[1] or found[1].startswith(".") or found[1].endswith("."):
        return None
    return Address(username=found[1], domain=found[2])


def one_line(text: str) -> str:
    """A header's text: no line ends, no control characters, not endless."""
    plain = "".join(" " if letter in "\r\n\t" or unwritable(letter) else letter for letter in text)
    return squeeze(normalise(plain))[:LONGEST_SUBJECT]
