"""R-AUTH-10: what a commune submits is considered above, in an office and procedure of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from tests.scenario.superior import Superior
from tests.scenario.world import World, found
from workflows import attachments
from workflows.honours import honours_of
from workflows.queries.documents import register_lines
from workflows.queries.public import decision_register
from workflows.tables.registers import decision
from workflows.workbooks import NominationRow

FITTING = {
    "registered": True,
    "months": 12,
    "rating": "excellent",
    "discipline": "none",
    "initiative": "Bộ bài giảng điện tử lớp 4",
}
A, B = date(2023, 11, 20), date(2024, 6, 3)


@dataclass
class Ladder:
    """A commune and its superior in one installation."""

    office: Office
    superior: Superior
    journey: Journey

    @classmethod
    def of(cls, world: World) -> Ladder:
        office = Office(world)
        return cls(office, Superior.of(world), Journey(office, criteria=FITTING))

    def submits(self, nominees: int = 1) -> Dossier:
        rows = self.nominations(nominees)
        return self.submits_again(self.office.files("cstdcs", rows, title="CSTĐCS năm 2023"))

    def nominations(self, nominees: int = 1) -> list[NominationRow]:
        return [nomination(number, award="cstdcs") for number in range(1, nominees + 1)]

    def submits_again(self, dossier: Dossier) -> Dossier:
        self.journey.goes(dossier, until="register_submission")
        self.journey.sends(dossier, delivery="system")
        self.office.world.sweep()
        return dossier


@pytest.fixture
def ladder(world: World) -> Ladder:
    return Ladder.of(world)


@pytest.mark.parametrize("day", [A, B])
def test_a_submission_becomes_a_dossier_of_the_superior_and_its_answer_comes_back(
    ladder: Ladder, clock: CalendarClock, day: date
) -> None:
    clock.reaches(day)
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)
    assert above.record.office_id == ladder.superior.world.office_id
    assert above.record.unit_name == "UBND thị trấn Yên Châu"
    assert above.record.letter_number == "01/TTr-UBND"
    assert (below.clock.state, above.clock.state) == ("paused", "provisional")

    ladder.superior.journey.goes(above)
    ladder.office.world.sweep()

    assert (above.state, above.outcomes) == ("finished", ["awarded"])
    assert (below.state, below.outcomes) == ("decided", ["awarded"])
    assert below.open_steps == ["publish_decision"]
    ladder.journey.goes(below)
    assert below.state == "finished"
    assert above.incidents == below.incidents == []


def test_the_award_enters_both_honour_books_with_who_decided(ladder: Ladder) -> None:
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)
    ladder.superior.journey.goes(above)
    ladder.office.world.sweep()

    (here,), (there,) = below.nominees, above.nominees
    with ladder.office.world.engine.view() as view:
        own = honours_of(view, [here.subject_id])
        higher = honours_of(view, [there.subject_id])
        came_in = register_lines(
            view, ladder.office.world.office_id, "incoming", "2023", below=None, most=9
        )

    assert [(one.decided_by, one.symbol) for one in own] == [
        ("Chủ tịch UBND huyện Yên Châu", "01/QĐ-UBND")
    ]
    assert [one.symbol for one in higher] == ["01/QĐ-UBND"]
    assert own[0].subject_id != higher[0].subject_id
    assert "Chủ tịch UBND huyện Yên Châu: văn bản số 01/QĐ-UBND" in came_in[0].summary


def test_the_public_register_lists_the_decision_of_the_superior_once(ladder: Ladder) -> None:
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)

    ladder.superior.journey.goes(above, until="publish_decision")
    ladder.office.world.sweep()
    ladder.journey.goes(below)
    only_below = publicly_decided(ladder)
    ladder.superior.journey.goes(above)

    assert only_below == [below.id]
    assert publicly_decided(ladder) == [above.id]


def test_the_register_tells_whose_number_it_is_and_begins_with_the_newest_day(
    ladder: Ladder, clock: CalendarClock
) -> None:
    """Both offices count from 01: a page that begins after a number would lose the other's."""
    own = ladder.journey.goes(ladder.office.files("giay_khen_cong_trang", [nomination(7)]))
    clock.passes(working_days=2)
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)
    ladder.superior.journey.goes(above)

    with ladder.office.world.engine.view() as view:
        first, second = decision_register(view).rows
        rest = decision_register(view, after=first.id).rows

    assert own.state == "finished"
    assert (first.symbol, first.authority) == ("01/QĐ-UBND", "UBND huyện Yên Châu")
    assert (second.symbol, second.authority) == ("01/QĐ-UBND", "UBND thị trấn Yên Châu")
    assert rest == (second,)


def publicly_decided(ladder: Ladder) -> list[str]:
    """The dossiers of the decisions that everybody sees listed."""
    with ladder.office.world.engine.view() as view:
        listed = [one.id for one in decision_register(view).rows]
        whose = select(decision.c.dossier_id).where(decision.c.id.in_(listed))
        return list(view.connection.execute(whose).scalars())


def test_what_is_sent_back_comes_up_again_and_is_not_sent_back_twice(ladder: Ladder) -> None:
    below = ladder.submits()
    (first,) = ladder.superior.dossiers_of(below)

    ladder.superior.office.asks_for_supplement(first)
    ladder.office.world.sweep()
    assert first.state == "returned"
    assert below.open_steps == ["appraise"]
    assert below.clock.state != "paused"

    ladder.submits_again(below)
    _, second = ladder.superior.dossiers_of(below)
    refusal = ladder.superior.office.tries(
        lambda: ladder.superior.office.asks_for_supplement(second)
    )
    assert refusal.gates == {"one_supplement": "already_asked"}


def test_what_is_refused_above_ends_below_with_the_reason(ladder: Ladder) -> None:
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)

    ladder.superior.office.refuses(above)
    ladder.office.world.sweep()

    assert (above.state, below.state) == ("refused", "refused")
    assert below.record.state_reason == above.record.state_reason != ""
    assert below.open_steps == []


def test_the_appraisal_above_may_find_somebody_wanting(ladder: Ladder) -> None:
    below = ladder.submits(nominees=2)
    (above,) = ladder.superior.dossiers_of(below)

    journey = ladder.superior.journey
    journey.outcomes = ["eligible", "ineligible"]
    journey.goes(above)
    ladder.office.world.sweep()

    assert above.outcomes == ["awarded", "ineligible"]
    assert below.outcomes == ["awarded", "rejected"]


def test_the_papers_go_up_and_the_decision_comes_down(ladder: Ladder) -> None:
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)
    sent = ladder.office.files_of(below)
    assert sent
    assert ladder.office.files_of(above) == sent

    ladder.superior.journey.goes(above, until="publish_decision")
    ladder.office.world.sweep()

    assert len(ladder.office.files_of(below)) == len(sent) + 1


def test_nobody_can_submit_through_a_system_that_the_superior_does_not_use(
    office: Office,
) -> None:
    journey = Journey(office, criteria=FITTING)
    rows = [nomination(1, award="cstdcs")]
    dossier = journey.goes(office.files("cstdcs", rows), until="register_submission")

    refusal = office.tries(lambda: journey.sends(dossier, delivery="system"))

    assert refusal.fields == ["delivery"]
    assert dossier.waits_at("register_submission")


def test_people_below_do_not_see_what_happens_above(ladder: Ladder) -> None:
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)

    refusal = ladder.office.tries(lambda: ladder.office.accepts(above))

    assert refusal.code == "not_found"


def test_nobody_below_enters_an_answer_while_the_superior_considers(ladder: Ladder) -> None:
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)

    refusal = ladder.office.tries(lambda: ladder.journey.is_answered(below))
    assert refusal.code == "considered_in_the_system"
    assert below.waits_at("await_answer")

    # Given up above, what was sent may still be answered on paper.
    ladder.superior.office.cancels(above, by="head", reason="Mất bản ký, xét trên giấy")
    ladder.journey.is_answered(below)
    ladder.office.world.sweep()
    assert below.outcomes == ["awarded"]


def test_an_answer_is_not_older_than_what_it_answers(ladder: Ladder) -> None:
    office, journey = ladder.office, ladder.journey
    below = office.files("cstdcs", ladder.nominations(), title="CSTĐCS năm 2023")
    journey.goes(below, until="await_answer")

    refusal = office.tries(lambda: journey.is_answered(below, answered_on="2023-11-20"))

    assert refusal.fields == ["answered_on"]
    assert below.waits_at("await_answer")


def test_what_the_superior_considers_is_not_ended_below_behind_its_back(ladder: Ladder) -> None:
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)

    def withdraws() -> None:
        ladder.office.cancels(below, by="head", reason="Đơn vị rút hồ sơ đề nghị")

    refusal = ladder.office.tries(withdraws)
    assert (refusal.code, below.state) == ("with_the_superior", "processing")

    ladder.superior.office.asks_for_supplement(above)
    ladder.office.world.sweep()
    withdraws()
    assert (above.state, below.state) == ("returned", "cancelled")


def test_nobody_joins_a_list_that_was_signed_without_them(ladder: Ladder) -> None:
    office = ladder.office
    below = office.files("cstdcs", ladder.nominations(2), title="CSTĐCS năm 2023")
    ladder.journey.goes(below, until="council")
    held = below.nominees[1].id
    office.holds(held)
    ladder.submits_again(below)

    refusal = office.tries(lambda: office.releases_nominee(held))
    ladder.superior.journey.goes(ladder.superior.dossiers_of(below)[0])
    office.world.sweep()

    assert refusal.code == "signed_without"
    assert below.outcomes == ["awarded", "held"]


def test_nobody_joins_a_list_between_its_signature_and_its_sending(ladder: Ladder) -> None:
    office = ladder.office
    below = office.files("cstdcs", ladder.nominations(2), title="CSTĐCS năm 2023")
    ladder.journey.goes(below, until="council")
    held = below.nominees[1].id
    office.holds(held)
    ladder.journey.goes(below, until="register_submission")

    refusal = office.tries(lambda: office.releases_nominee(held))
    ladder.submits_again(below)

    (above,) = ladder.superior.dossiers_of(below)
    assert refusal.code == "signed_without"
    assert [row.name for row in above.nominees] == ["Lò Thị Xuân 1"]


def test_no_message_from_outside_begins_a_dossier(ladder: Ladder) -> None:
    below = ladder.submits()

    ladder.office.tells("to_trinh_khen_thuong", below.record.code)
    ladder.office.world.sweep()

    assert len(ladder.superior.dossiers_of(below)) == 1


def test_it_runs_the_same_way_on_both_databases(database_url: str) -> None:
    ladder = Ladder.of(found(database_url))
    below = ladder.submits()
    (above,) = ladder.superior.dossiers_of(below)

    ladder.superior.journey.goes(above)
    ladder.office.world.sweep()

    assert (above.state, below.state) == ("finished", "decided")
    ladder.office.world.engine.database.close()


def test_what_the_superior_asked_for_is_added_at_the_appraisal_and_goes_up_again(
    ladder: Ladder,
) -> None:
    below = ladder.submits()
    (first,) = ladder.superior.dossiers_of(below)
    ladder.superior.office.asks_for_supplement(first)
    ladder.office.world.sweep()
    paper = ladder.office.file("officer")

    form = ladder.journey.form(below)
    ladder.office.completes(below, "appraise", by="officer", **{**form, "added_papers": [paper]})
    ladder.submits_again(below)

    _, second = ladder.superior.dossiers_of(below)
    instance_id = below.record.instance_id
    with ladder.office.world.engine.view() as view:
        kept = [one.id for one in attachments.of_instance(view, instance_id)]
    assert paper in kept
    assert ladder.superior.office.files_of(second) == ladder.office.files_of(below)
