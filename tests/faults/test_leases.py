"""Whoever dies with a letter in hand leaves a lease that runs out; somebody else sends it then."""

from __future__ import annotations

import re

from sqlalchemy import insert, select

from engine.clock import OffsetClock
from engine.tables import outbox
from tests.faults.endless_office import EndlessOffice
from tests.faults.fleet import GIVES_UP_AFTER, Fleet
from tests.faults.mail_server import MailServer, mail_server
from workflows import business_time
from workflows.outbox import LEASE


def letter_waits(office: EndlessOffice) -> str:
    """A letter is due; its key."""
    engine = office.engine
    now = engine.clock.now()
    key = engine.ids.new(now)
    told = {"code": "X", "title": "x", "task": "x", "due": "x", "unit": "x"}
    payload = {"mail": "step_due", "to": ["hanh@yenchau.gov.vn"], "params": told, "instance": ""}
    row = {"id": key, "kind": "mail", "payload": payload, "created_at": now, "due_at": now}
    with engine.database.write() as connection:
        connection.execute(insert(outbox).values(tries=0, error="", **row))
    return key


def is_sent(office: EndlessOffice, key: str) -> bool:
    with office.engine.view() as view:
        sent = select(outbox.c.sent_at).where(outbox.c.id == key)
        return view.connection.execute(sent).scalar_one() is not None


def time_passes(office: EndlessOffice) -> None:
    clock = office.engine.clock
    assert isinstance(clock, OffsetClock)
    clock.offset += LEASE
    with office.engine.database.write() as connection:
        business_time.keep_offset(connection, clock.offset)


def worker(together: Fleet, server: MailServer) -> None:
    together.starts_a_worker(
        VINHDANH_SMTP_HOST="127.0.0.1",
        VINHDANH_SMTP_PORT=str(server.port),
        VINHDANH_SMTP_STARTTLS="no",
    )


def test_a_letter_of_a_worker_that_was_killed_goes_again_under_the_same_id(
    endless: EndlessOffice, together: Fleet
) -> None:
    with mail_server() as server:
        key = letter_waits(endless)
        worker(together, server)
        assert server.has_first.wait(GIVES_UP_AFTER)
        together.kills_a_worker()
        assert not is_sent(endless, key)

        time_passes(endless)
        worker(together, server)
        assert server.has_second.wait(GIVES_UP_AFTER)
        together.workers[0].is_asked_to_stop()
        together.workers[0].ends()

        assert is_sent(endless, key)
        found = [re.findall(r"Message-ID: <([^@]+)@", one) for one in server.letters]
        assert found == [[key], [key]]
