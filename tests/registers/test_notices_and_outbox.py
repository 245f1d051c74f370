"""Notices: put down with what they tell, sent afterwards, at least once, under a stable id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engine.tables import incident, outbox
from tests.scenario.council import brought_to_the_council
from workflows.outbox import LEASE, TransportFailed, send_due
from workflows.tables.offices import person, unit
from workflows.transports import FolderTransport

SENDER = "vinhdanh@yenchau.gov.vn"


@dataclass
class Postbox:
    """A transport that keeps what it is given, and can be out of order."""

    letters: list[EmailMessage] = field(default_factory=list)
    broken: bool = False

    def send(self, message: EmailMessage) -> None:
        if self.broken:
            raise TransportFailed("the line is dead")
        self.letters.append(message)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def school(world):
    """The proposing unit has an address, and so has the officer."""
    with world.engine.database.write() as connection:
        connection.execute(
            update(unit).where(unit.c.id == world.unit_id).values(email="truong@yenchau.gov.vn")
        )
        connection.execute(
            update(person)
            .where(person.c.id == world.people["officer"])
            .values(email="hanh@yenchau.gov.vn")
        )


def sends(world, postbox) -> int:
    return send_due(world.engine, postbox, sender=SENDER)


def rows(world):
    with world.engine.view() as view:
        return view.connection.execute(select(outbox).order_by(outbox.c.id)).all()


def decided(office, council, title: str = "Giấy khen năm 2023"):
    dossier = brought_to_the_council(office, 2, title=title)
    council.decides(dossier)
    office.writes_minutes(dossier)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)
    return dossier


def test_the_proposer_learns_what_was_decided(office, council, world, school, postbox):
    """R-TIME-13."""
    decided(office, council)

    assert sends(world, postbox) == 1
    (letter,) = postbox.letters
    assert letter["To"] == "truong@yenchau.gov.vn"
    assert letter["From"] == SENDER
    assert letter["Subject"] == "Quyết định khen thưởng 01/QĐ-UBND: Giấy khen năm 2023"
    body = letter.get_content()
    assert "Số trường hợp được khen thưởng: 2." in body
    assert "Dossier H52.1.1-231120-0001" in body
    assert letter["Message-ID"] == f"<{rows(world)[0].id}@yenchau.gov.vn>"


def test_a_letter_is_sent_once(office, council, world, school, postbox):
    decided(office, council)

    assert (sends(world, postbox), sends(world, postbox)) == (1, 0)


def test_without_an_address_the_journal_keeps_that_a_notice_was_due(office, council, world):
    dossier = decided(office, council)

    assert rows(world) == []
    assert dossier.journal("notice.send") == ["done"]


def test_a_failed_letter_goes_again_later_under_the_same_id(
    office, council, world, school, postbox
):
    decided(office, council)
    postbox.broken = True
    sends(world, postbox)
    postbox.broken = False

    at_once = sends(world, postbox)
    world.clock.pass_by(timedelta(minutes=1))
    later = sends(world, postbox)

    assert (at_once, later) == (0, 1)
    assert postbox.letters[0]["Message-ID"] == f"<{rows(world)[0].id}@yenchau.gov.vn>"


def test_after_three_failures_it_becomes_an_incident(office, council, world, school, postbox):
    dossier = decided(office, council)
    postbox.broken = True

    for _ in range(5):
        sends(world, postbox)
        world.clock.pass_by(timedelta(hours=1))

    assert rows(world)[0].tries == 3
    with world.engine.view() as view:
        told = view.connection.execute(select(incident)).one()
    assert (told.kind, told.instance_id) == ("mail_failed", dossier.instance_id)


def test_one_letter_that_fails_holds_up_no_other(office, council, world, school, postbox):
    decided(office, council)
    decided(office, council, "Hai")
    first = rows(world)[0]
    with world.engine.database.write() as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == first.id)
            .values(payload={**first.payload, "to": ["nobody"]})
        )

    assert sends(world, postbox) == 1
    assert rows(world)[0].error == "no usable address"


def test_what_another_sender_has_taken_is_left_to_it(office, council, world, school, postbox):
    decided(office, council)

    class Slow(Postbox):
        """Another sender looks while this one is still sending."""

        def send(self, message: EmailMessage) -> None:
            assert sends(world, postbox) == 0
            super().send(message)

    assert sends(world, Slow()) == 1
    assert postbox.letters == []


def test_the_letter_of_a_sender_that_died_goes_again(office, council, world, school, postbox):
    decided(office, council)

    class Dying:
        def send(self, message: EmailMessage) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sends(world, Dying())
    world.clock.pass_by(LEASE)

    assert sends(world, postbox) == 1


def test_the_officer_is_reminded_when_the_appraisal_is_due(office, world, school, postbox, clock):
    dossier = office.files()
    office.accepts(dossier)

    clock.passes(working_days=10)

    sends(world, postbox)
    (letter,) = postbox.letters
    assert letter["To"] == "hanh@yenchau.gov.vn"
    assert letter["Subject"].startswith("Đến hạn: Thẩm định")
    assert dossier.waits_at("appraise")


# Hostile texts


def test_a_title_cannot_add_headers(office, council, world, school, postbox, tmp_path):
    decided(office, council, "Giấy khen\r\nBcc: everybody@example.org\r\n\r\nXin chào")
    folder = FolderTransport(tmp_path)

    send_due(world.engine, folder, sender=SENDER)

    (file,) = tmp_path.glob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert read["Subject"].endswith("Giấy khen Bcc: everybody@example.org Xin chào")


def test_what_is_filled_in_is_not_looked_at_again(office, council, world, school, postbox):
    decided(office, council, "{office} {code} %(x)s")

    sends(world, postbox)

    assert postbox.letters[0]["Subject"].endswith("{office} {code} %(x)s")


@pytest.mark.parametrize(
    "typed",
    [
        "a@b.vn\r\nBcc: c@d.vn",
        "a@b.vn, c@d.vn",
        "Trường <a@b.vn>",
        "a..b@c.vn",
        ".a@c.vn",
        "a@-c.vn",
        "a@b_c.vn",
        "ạ@c.vn",
        "",
        "@",
    ],
)
def test_only_plain_addresses_are_written_to(office, council, world, postbox, typed):
    with world.engine.database.write() as connection:
        connection.execute(update(unit).where(unit.c.id == world.unit_id).values(email=typed))
    decided(office, council)

    assert sends(world, postbox) == 0
    assert postbox.letters == []


# Where letters go


def test_letters_become_files_that_mail_programs_open(
    office, council, world, school, tmp_path: Path
):
    decided(office, council)

    send_due(world.engine, FolderTransport(tmp_path / "mail"), sender=SENDER)

    (file,) = (tmp_path / "mail").glob("*")
    assert file.name == f"{rows(world)[0].id}.eml"
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["To"] == "truong@yenchau.gov.vn"
    assert "Kính gửi Trường Tiểu học thị trấn" in read.get_content()


def test_a_folder_that_cannot_be_written_is_a_failure_to_send(tmp_path: Path):
    (tmp_path / "mail").write_text("a file is in the way")
    letter = EmailMessage()
    letter["Message-ID"] = "<a@b>"

    with pytest.raises(TransportFailed):
        FolderTransport(tmp_path / "mail").send(letter)


def test_an_id_is_no_path(tmp_path: Path):
    letter = EmailMessage()
    letter["Message-ID"] = "<../../x@b>"

    with pytest.raises(TransportFailed):
        FolderTransport(tmp_path).send(letter)
