"""What the public says: within the period it is answered, later it is a petition (R-PUB-06, 10)."""

from __future__ import annotations

import re
import unicodedata

import pytest
from sqlalchemy import select, update

from engine.actors import CITIZEN
from engine.errors import NotFound
from engine.tables import journal
from tests.scenario.council import brought_to_the_council, pass_period
from workflows.opinions import (
    AnswerOpinion,
    ModerateOpinion,
    SendOpinion,
    find_by_receipt,
    opinions_of,
)
from workflows.publications import publications_of
from workflows.tables.offices import person

SAID = "Chị Xuân 3 không trực tiếp dạy năm học này."


def published(office, nominees: int = 3):
    dossier = office.files(nominees=nominees)
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    return dossier


def publication_of(world, dossier):
    with world.engine.view() as view:
        return publications_of(view, dossier.id)[-1]


def say(world, dossier, text: str = SAID, **more) -> str:
    answer = world.engine.execute(
        SendOpinion(publication_id=publication_of(world, dossier).id, text=text, **more), CITIZEN
    )
    return str(answer["receipt"])


def opinion(world, receipt: str):
    with world.engine.view() as view:
        return find_by_receipt(view, receipt)


def moderate(world, receipt: str, *, admit: bool, reason: str = "", by: str = "officer") -> None:
    world.engine.execute(
        ModerateOpinion(opinion_id=opinion(world, receipt).id, admit=admit, reason=reason),
        world.actor(by),
    )


def answer(world, receipt: str, text: str = "Đã xác minh, ý kiến không đúng.") -> None:
    world.engine.execute(
        AnswerOpinion(opinion_id=opinion(world, receipt).id, answer=text), world.actor("officer")
    )


# Sending


def test_anybody_may_speak_and_gets_a_receipt(office, world):
    dossier = published(office)

    receipt = say(world, dossier, author="Nguyễn Văn Nam", contact="0912345678")

    assert re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}", receipt)
    found = opinion(world, receipt.lower())
    assert (found.text, found.author, found.state) == (SAID, "Nguyễn Văn Nam", "received")


def test_opinions_are_kept_in_one_spelling(office, world):
    dossier = published(office)

    receipt = say(world, dossier, unicodedata.normalize("NFD", SAID) + " \u202e\r\nHết.")

    assert opinion(world, receipt).text == f"{SAID} \nHết."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "ngắn"}, "text"),
        ({"text": "a" * 4001}, "text"),
        ({"text": "Một ý kiến\x00 lạ"}, "text"),
        ({"text": "Một ý kiến \ud800 lạ"}, "text"),
        ({"author": "a" * 101}, "author"),
        ({"contact": "a" * 201}, "contact"),
        ({"nominee_id": "somebody"}, "nominee_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(office, world, values, field):
    dossier = published(office)

    refusal = office.tries(lambda: say(world, dossier, **values))

    assert refusal.fields == [field]


def test_an_opinion_may_be_about_one_row(office, world):
    dossier = published(office)

    receipt = say(world, dossier, nominee_id=dossier.nominees[2].id)

    assert opinion(world, receipt).nominee_id == dossier.nominees[2].id


def test_nothing_is_said_about_a_list_that_does_not_exist(office, world):
    with pytest.raises(NotFound):
        world.engine.execute(SendOpinion(publication_id="none", text=SAID), CITIZEN)


def test_the_journal_names_neither_author_nor_text(office, world):
    dossier = published(office)
    say(world, dossier, author="Nguyễn Văn Nam", contact="0912345678")

    with world.engine.view() as view:
        rows = view.connection.execute(select(journal).where(journal.c.action == "opinion.send"))
        told = repr([tuple(row) for row in rows])

    assert "Nam" not in told
    assert "0912345678" not in told
    assert SAID not in told
    assert "Nam" not in repr(SendOpinion(publication_id="p", text=SAID, author="Nam"))


# Holding the gate


def close(office, dossier):
    return office.tries(lambda: office.closes_publication(dossier))


def test_an_opinion_sent_in_time_has_to_be_moderated_and_answered(office, world):
    dossier = published(office)
    receipt = say(world, dossier)
    pass_period(office, dossier)

    unmoderated = close(office, dossier)
    moderate(world, receipt, admit=True)
    unanswered = close(office, dossier)
    answer(world, receipt)
    office.closes_publication(dossier)

    assert unmoderated.gates == {"opinions_answered": "not_moderated"}
    assert unanswered.gates == {"opinions_answered": "not_answered"}
    assert opinion(world, receipt).answer == "Đã xác minh, ý kiến không đúng."
    assert dossier.waits_at("council")


def test_an_opinion_that_is_rejected_with_a_reason_holds_nothing(office, world):
    dossier = published(office)
    receipt = say(world, dossier, "Bán xe máy cũ giá rẻ, liên hệ số dưới")
    pass_period(office, dossier)

    moderate(world, receipt, admit=False, reason="Không liên quan đến danh sách")
    office.closes_publication(dossier)

    assert opinion(world, receipt).state == "rejected"
    assert opinion(world, receipt).reason == "Không liên quan đến danh sách"


def test_a_rejection_needs_its_reason(office, world):
    dossier = published(office)
    receipt = say(world, dossier)

    refusal = office.tries(lambda: moderate(world, receipt, admit=False, reason="Không"))

    assert refusal.fields == ["reason"]
    assert opinion(world, receipt).state == "received"


def test_what_comes_after_the_period_is_a_petition_and_holds_nothing(office, world):
    """R-PUB-10."""
    dossier = published(office)
    pass_period(office, dossier)

    receipt = say(world, dossier)
    office.closes_publication(dossier)

    assert opinion(world, receipt).state == "petition"
    assert dossier.waits_at("council")


def test_a_petition_is_answered_too(office, world):
    dossier = brought_to_the_council(office)
    receipt = say(world, dossier)

    answer(world, receipt)

    assert opinion(world, receipt).state == "answered"


def test_an_opinion_is_moderated_once_and_answered_only_when_admitted(office, world):
    dossier = published(office)
    receipt = say(world, dossier)

    too_early = office.tries(lambda: answer(world, receipt))
    moderate(world, receipt, admit=True)
    again = office.tries(lambda: moderate(world, receipt, admit=True))

    assert too_early.code == "not_to_answer"
    assert again.code == "not_to_moderate"


@pytest.mark.parametrize("by", ["clerk", "chairman", "registrar"])
def test_only_the_award_officer_and_the_head_moderate(office, world, by):
    dossier = published(office)
    receipt = say(world, dossier)

    refusal = office.tries(lambda: moderate(world, receipt, admit=True, by=by))

    assert refusal.code == "not_your_position"


def test_people_of_a_unit_do_not_learn_that_there_is_an_opinion(office, world):
    dossier = published(office)
    receipt = say(world, dossier)

    refusal = office.tries(lambda: moderate(world, receipt, admit=True, by="nominator"))

    assert refusal.code in ("not_found", "not_your_position")
    assert opinion(world, receipt).state == "received"


def test_a_list_that_was_replaced_takes_no_more_opinions(office, world):
    dossier = published(office)
    pass_period(office, dossier)
    old = publication_of(world, dossier)
    office.returns(
        dossier,
        "close_publication",
        to="publish_list",
        by="officer",
        reason="Bảng tin bị mưa làm hỏng",
    )
    office.publishes(dossier)

    refusal = office.tries(
        lambda: world.engine.execute(SendOpinion(publication_id=old.id, text=SAID), CITIZEN)
    )

    assert refusal.code == "not_open"


def test_all_opinions_of_a_dossier_are_found_in_their_order(office, world):
    dossier = published(office)
    receipts = [say(world, dossier, f"{SAID} Lần {number}.") for number in range(3)]

    with world.engine.view() as view:
        found = opinions_of(view, dossier.id)

    assert [one.receipt for one in found] == receipts


def test_nobody_rejects_or_answers_what_is_said_about_themselves(office, world):
    dossier = published(office)
    named = dossier.nominees[0]
    with world.engine.database.write() as connection:
        connection.execute(
            update(person)
            .where(person.c.id == world.people["officer"])
            .values(subject_id=named.subject_id)
        )
    receipt = say(world, dossier, nominee_id=named.id)

    refusals = [
        office.tries(lambda: moderate(world, receipt, admit=False, reason="Không đúng sự thật")),
    ]
    moderate(world, receipt, admit=True, by="second_officer")
    refusals.append(office.tries(lambda: answer(world, receipt)))

    assert [one.code for one in refusals] == ["own_row", "own_row"]
    assert opinion(world, receipt).state == "admitted"
