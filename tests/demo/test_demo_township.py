"""The demo's township: made by running the engine, spread over all steps, nothing left broken."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.actors import Actor
from engine.clock import VIETNAM, ManualClock, local
from engine.days import calendar_of
from engine.ids import Ids
from engine.instances import get_instance
from engine.journal import verify
from engine.ledgers import ledgers, projection_of
from engine.process_engine import ProcessEngine
from engine.tables import incident, journal, process_instance, user_task, wait
from forms import validate
from forms.validator import definition_of
from workflows import accounts
from workflows.assemble import FORMS, assemble
from workflows.attachments import BlobStore
from workflows.demo import Summary, build
from workflows.demo.people import NOBODYS_PROVINCE
from workflows.demo.township import PASSWORD, ROLE_CARDS
from workflows.positions import holders_of
from workflows.tables.accounts import account, attachment, draft
from workflows.tables.council import (
    council_session,
    open_vote,
    recusal,
    session_member,
    session_nominee,
    voted,
)
from workflows.tables.dossiers import dossier, nominee, slip, subject
from workflows.tables.offices import office, person, unit
from workflows.tables.publicity import opinion, publication
from workflows.tables.registers import decision

OPENING = datetime(2023, 11, 20, 8, tzinfo=VIETNAM)
AFTER_THE_REFORM = datetime(2025, 11, 20, 8, tzinfo=VIETNAM)
SEED = 7
README = Path(__file__).parents[2] / "README.md"


@dataclass(frozen=True)
class Demo:
    engine: ProcessEngine
    clock: ManualClock
    blobs: BlobStore
    summary: Summary


def made(folder: Path, opening: datetime = OPENING) -> Demo:
    clock, blobs = ManualClock(opening), BlobStore(folder)
    engine = assemble("sqlite://", clock, Ids(seed=SEED))
    return Demo(engine, clock, blobs, build(engine, clock, blobs))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    found = made(tmp_path_factory.mktemp("demo"))
    yield found
    found.engine.database.close()


@pytest.fixture(scope="module")
def engine(demo: Demo) -> ProcessEngine:
    return demo.engine


@pytest.fixture(scope="module")
def town(engine: ProcessEngine) -> str:
    """The township's own office; the superior has rows of its own."""
    with engine.view() as view:
        return str(
            view.connection.execute(
                select(office.c.id).where(office.c.level == "commune")
            ).scalar_one()
        )


# -- how it stands


def test_dossiers_are_in_every_state(demo: Demo) -> None:
    assert demo.clock.now() == OPENING
    assert demo.summary.dossiers == {
        "filed": 5,
        "processing": 31,
        "supplement": 4,
        "decided": 4,
        "finished": 19,
        "refused": 3,
        "closed": 2,
        "cancelled": 1,
    }


def test_nothing_is_broken(engine: ProcessEngine) -> None:
    with engine.view() as view:
        broken = view.connection.execute(select(incident.c.message)).all()
        failed = view.connection.execute(select(wait.c.error).where(wait.c.error != "")).all()
        fault = verify(view.connection)

    assert (broken, failed, fault) == ([], [], None)


def test_at_least_two_dossiers_wait_at_every_step(engine: ProcessEngine) -> None:
    with engine.view() as view:
        steps = Counter(
            view.connection.execute(
                select(user_task.c.element_id).where(user_task.c.ended_at.is_(None))
            ).scalars()
        )
        steps.update(
            view.connection.execute(
                select(wait.c.element_id).where(wait.c.kind == "gate", wait.c.state == "open")
            ).scalars()
        )

    assert steps.keys() == {
        *("check", "supply", "appraise", "appraise_short"),
        *("publish_list", "publication_period", "close_publication"),
        *("council", "sign", "issue", "publish_decision", "hand_over", "await_answer"),
    }
    assert steps.pop("await_answer") == 1
    assert min(steps.values()) >= 2


def test_one_dossier_is_with_the_superior_who_considers_it(engine: ProcessEngine) -> None:
    with engine.view() as view:
        below = dossier.alias()
        rows = view.connection.execute(
            select(dossier.c.state, below.c.state.label("below"), unit.c.name)
            .join(below, below.c.code == dossier.c.origin_code)
            .join(unit, unit.c.id == dossier.c.unit_id)
        ).all()

    assert [(row.state, row.below, row.name) for row in rows] == [
        ("processing", "processing", "UBND thị trấn Yên Châu")
    ]


def test_every_open_task_is_due_some_day_and_somebody_can_do_it(engine: ProcessEngine) -> None:
    with engine.view() as view:
        tasks = view.connection.execute(
            select(user_task.c.due_at, user_task.c.candidates).where(user_task.c.ended_at.is_(None))
        ).all()
        nobody = [
            task.candidates
            for task in tasks
            if not holders_of(view, view.registry.candidates.members(view, task.candidates))
        ]

    assert all(task.due_at is not None for task in tasks)
    assert nobody == []


def test_steps_are_on_time_and_late_taken_and_offered(engine: ProcessEngine) -> None:
    with engine.view() as view:
        tasks = view.connection.execute(
            select(user_task.c.due_at, user_task.c.assignee).where(user_task.c.ended_at.is_(None))
        ).all()
        now = view.now

    late = sum(task.due_at < now for task in tasks)
    today = sum(
        now <= task.due_at and local(task.due_at).date() == date(2023, 11, 20) for task in tasks
    )
    taken = sum(task.assignee is not None for task in tasks)
    assert late >= 6
    assert today >= 8
    assert 5 <= taken <= len(tasks) - 20


def test_whole_dossiers_are_on_track_due_soon_overdue_and_paused(engine: ProcessEngine) -> None:
    with engine.view() as view:
        running = list(
            view.connection.execute(
                select(process_instance.c.id).where(process_instance.c.state == "running")
            ).scalars()
        )
        states: Counter[str] = Counter()
        for instance_id in running:
            whole = [one for one in ledgers(view, instance_id) if one.task_id is None]
            instance = get_instance(view.connection, instance_id)
            states[projection_of(view, instance, whole[-1]).state.value] += 1

    assert {"provisional", "on_track", "due_soon", "overdue", "paused"} <= states.keys()
    assert min(states.values()) >= 2


def test_finished_dossiers_were_early_on_time_and_overdue(engine: ProcessEngine) -> None:
    with engine.view() as view:
        results: Counter[str] = Counter()
        finished = select(dossier.c.instance_id).where(dossier.c.state == "finished")
        for instance_id in list(view.connection.execute(finished).scalars()):
            whole = [one for one in ledgers(view, instance_id) if one.task_id is None]
            result = projection_of(
                view, get_instance(view.connection, instance_id), whole[-1]
            ).result
            assert result is not None
            results[result.value] += 1

    assert results.keys() == {"early", "on_time", "overdue"}


# -- numbers and time


def test_decisions_are_numbered_without_a_gap_in_the_order_of_their_days(
    engine: ProcessEngine,
) -> None:
    with engine.view() as view:
        rows = view.connection.execute(
            select(decision.c.number, decision.c.dated)
            .where(decision.c.number.is_not(None))
            .order_by(decision.c.number)
        ).all()

    assert [row.number for row in rows] == list(range(1, 24))
    assert [row.dated for row in rows] == sorted(row.dated for row in rows)


def test_slips_are_numbered_without_a_gap(engine: ProcessEngine, town: str) -> None:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    with engine.view() as view:
        rows = view.connection.execute(
            select(slip.c.kind, slip.c.number)
            .join(dossier, dossier.c.id == slip.c.dossier_id)
            .where(dossier.c.office_id == town)
            .order_by(slip.c.at)
        )
        for row in rows:
            numbers[row.kind].append(row.number)

    assert numbers.keys() == {"receipt", "supplement", "refusal", "apology"}
    for found in numbers.values():
        assert found == list(range(1, len(found) + 1))


def test_codes_ascend_as_the_dossiers_came(engine: ProcessEngine, town: str) -> None:
    with engine.view() as view:
        codes = list(
            view.connection.execute(
                select(dossier.c.code)
                .where(dossier.c.office_id == town)
                .order_by(dossier.c.filed_at)
            ).scalars()
        )

    assert codes == sorted(codes)
    assert f"with {len(codes)} dossiers on all steps" in README.read_text(encoding="utf-8")


def test_the_journal_goes_on_in_time(engine: ProcessEngine) -> None:
    with engine.view() as view:
        at = list(view.connection.execute(select(journal.c.at).order_by(journal.c.seq)).scalars())

    assert at == sorted(at)


def test_officers_work_in_office_hours(engine: ProcessEngine) -> None:
    outsiders = ("citizen", "system", "operator")
    with engine.view() as view:
        calendar = calendar_of(view)
        odd = [
            (row.action, local(row.at).isoformat())
            for row in view.connection.execute(
                select(journal.c.action, journal.c.at).where(journal.c.actor.not_in(outsiders))
            )
            if not any(
                opened <= row.at <= closed
                for opened, closed in calendar.stretches(local(row.at).date())
            )
        ]

    assert odd == []


def test_a_dossier_that_was_not_supplemented_was_closed_when_its_time_was_up(
    engine: ProcessEngine,
) -> None:
    with engine.view() as view:
        ended = list(
            view.connection.execute(
                select(dossier.c.ended_at).where(dossier.c.state == "closed")
            ).scalars()
        )

    assert {(local(at).hour, local(at).minute) for at in ended} == {(23, 59)}


# -- publicity


def test_decisions_were_published_but_those_of_which_it_is_the_next_step(
    engine: ProcessEngine,
) -> None:
    with engine.view() as view:
        public = view.connection.execute(
            select(func.count()).where(publication.c.kind == "decision")
        ).scalar_one()
        issued = view.connection.execute(
            select(func.count()).where(decision.c.number.is_not(None))
        ).scalar_one()

    assert public == issued - 2


def test_citizens_have_spoken_and_some_wait_for_an_answer(engine: ProcessEngine) -> None:
    with engine.view() as view:
        states = Counter(view.connection.execute(select(opinion.c.state)).scalars())

    assert states == {"received": 2, "admitted": 2, "answered": 3, "rejected": 2}


def test_nominees_have_outcomes_of_their_own(engine: ProcessEngine) -> None:
    with engine.view() as view:
        outcomes = Counter(view.connection.execute(select(nominee.c.outcome)).scalars())

    assert outcomes.keys() == {
        *("proposed", "eligible", "ineligible", "held", "rejected", "awarded")
    }


# -- the council


def test_sessions_are_planned_open_closed_and_cancelled(engine: ProcessEngine) -> None:
    with engine.view() as view:
        states = Counter(view.connection.execute(select(council_session.c.state)).scalars())

    assert states == {"planned": 1, "open": 1, "closed": 5, "cancelled": 1}


def test_the_open_session_still_waits_for_ballots(engine: ProcessEngine) -> None:
    of_open = select(council_session.c.id).where(council_session.c.state == "open")
    with engine.view() as view:
        members, ballots = (
            view.connection.execute(
                select(func.count()).where(table.c.session_id.in_(of_open))
            ).scalar_one()
            for table in (session_member, voted)
        )

    assert 0 < ballots < members == 9


def test_a_secret_ballot_left_no_votes_and_its_nominee_had_none(engine: ProcessEngine) -> None:
    of_secret = select(council_session.c.id).where(council_session.c.secret)
    with engine.view() as view:
        votes = view.connection.execute(
            select(func.count()).where(open_vote.c.session_id.in_(of_secret))
        ).scalar_one()
        row = view.connection.execute(
            select(person.c.name, session_nominee.c.members, session_nominee.c.yes)
            .join(recusal, recusal.c.nominee_id == session_nominee.c.nominee_id)
            .join(person, person.c.id == recusal.c.person_id)
            .where(session_nominee.c.session_id.in_(of_secret))
        ).one()

    assert votes == 0
    assert tuple(row) == ("Vì Thị Loan", 9, 8)


def test_a_late_signature_without_a_reason_was_refused(engine: ProcessEngine) -> None:
    with engine.view() as view:
        refused = view.connection.execute(
            select(journal.c.action, journal.c.outcome).where(journal.c.outcome != "done")
        ).all()

    assert [tuple(row) for row in refused] == [("task.complete", "gate_closed")]


# -- papers, drafts, people, accounts


def test_every_paper_is_a_stored_pdf_of_some_dossier(demo: Demo) -> None:
    with demo.engine.view() as view:
        papers = view.connection.execute(select(attachment)).all()
        entered = select(voted.c.scan).where(voted.c.scan.is_not(None))
        ballots = set(view.connection.execute(entered).scalars())

    assert len(papers) > 200
    for paper in papers:
        content = demo.blobs.path(paper.sha256).read_bytes()
        assert content.startswith(b"%PDF-1.4") and content.endswith(b"%%EOF\n")
        assert len(content) == paper.size
        assert paper.media_type == "application/pdf"
    # Ballots on paper are the session's; what goes with a refused signature is nobody's yet.
    loose = {paper.id for paper in papers if paper.instance_id is None}
    assert ballots and ballots < loose
    assert len(loose - ballots) == 1
    assert any("Tờ trình" in paper.name for paper in papers)


def test_drafts_are_what_a_form_takes(engine: ProcessEngine) -> None:
    with engine.view() as view:
        rows = view.connection.execute(
            select(draft.c.data, user_task.c.form_key, user_task.c.instance_id).join(
                user_task, user_task.c.id == draft.c.task_id
            )
        ).all()
        for row in rows:
            text = (FORMS / f"{row.form_key}.form").read_text("utf-8")
            asked = view.registry.business.rows(
                view, get_instance(view.connection, row.instance_id), nobody()
            )
            validate(
                definition_of(text, row.form_key),
                row.data,
                on=date(2023, 11, 20),
                partial=True,
                rows=asked,
            )

    assert len(rows) == 2


def test_lists_are_short_and_long_and_people_come_back(engine: ProcessEngine, town: str) -> None:
    with engine.view() as view:
        sizes = set(view.connection.execute(select(dossier.c.nominee_count)).scalars())
        again = view.connection.execute(
            select(nominee.c.subject_id)
            .group_by(nominee.c.subject_id)
            .having(func.count(nominee.c.dossier_id.distinct()) > 1)
        ).all()
        people = view.connection.execute(
            select(subject.c.name, subject.c.id_number).where(
                subject.c.office_id == town, subject.c.id_number.is_not(None)
            )
        ).all()

    assert {1, 40, 120} <= sizes
    assert len(again) > 10
    assert len({row.id_number for row in people}) == len(people) > 300
    assert all(row.id_number.startswith(NOBODYS_PROVINCE) for row in people)
    assert all(len(row.id_number) == 12 for row in people)
    lengths = [len(row.name) for row in people]
    assert min(lengths) < 9 and max(lengths) > 40


# One achievement, one award (R-ELIG-11).
def test_nobody_is_proposed_twice_for_the_same_deed(engine: ProcessEngine) -> None:
    with engine.view() as view:
        deeds = Counter(
            (row.subject_id, row.achievement)
            for row in view.connection.execute(
                select(nominee.c.subject_id, nominee.c.achievement)
                .join(dossier, dossier.c.id == nominee.c.dossier_id)
                .where(dossier.c.state != "refused")
            )
        )

    assert [deed for deed, times in deeds.items() if times > 1] == []


def test_texts_are_stored_in_one_spelling(engine: ProcessEngine) -> None:
    with engine.view() as view:
        texts = [
            text
            for column in (dossier.c.title, nominee.c.name, nominee.c.achievement, opinion.c.text)
            for text in view.connection.execute(select(column)).scalars()
        ]

    assert [text for text in texts if text != unicodedata.normalize("NFC", text).strip()] == []
    assert [text for text in texts if "{" in text] == []


def test_everybody_of_the_role_cards_can_sign_in(engine: ProcessEngine) -> None:
    with engine.database.read() as connection:
        known = set(connection.execute(select(account.c.username)).scalars())
    token = accounts.sign_in(
        engine.database,
        engine.ids,
        engine.clock.wall(),
        username=ROLE_CARDS[0][0],
        password=PASSWORD,
        address="127.0.0.1",
        user_agent="",
    )

    assert {card[0] for card in ROLE_CARDS} <= known
    assert token is not None


def test_who_cannot_sign_in_votes_on_paper_through_the_secretary(engine: ProcessEngine) -> None:
    with engine.database.read() as connection:
        able = set(connection.execute(select(account.c.person_id)).scalars())
        voted_themselves, on_paper = (
            connection.execute(select(journal).where(journal.c.action == action)).all()
            for action in ("council.vote", "council.written_vote")
        )

    assert {row.actor for row in voted_themselves} <= able
    assert on_paper and voted_themselves


# -- made anew, and on another day


def test_the_same_seed_makes_the_same_township(demo: Demo, tmp_path: Path) -> None:
    again = made(tmp_path)
    heads = []
    for engine in (demo.engine, again.engine):
        with engine.view() as view:
            heads.append(
                view.connection.execute(
                    select(journal.c.hash).where(journal.c.seq == again.summary.entries)
                ).scalar_one()
            )
    again.engine.database.close()

    assert heads[0] == heads[1]
    assert again.summary == demo.summary


def test_on_another_day_the_autumn_is_the_same_in_the_words_of_its_time(
    demo: Demo, tmp_path: Path
) -> None:
    later = made(tmp_path, AFTER_THE_REFORM)
    with later.engine.view() as view:
        texts = [
            text
            for column in (
                *(office.c.name, unit.c.name, person.c.title, dossier.c.title),
                *(nominee.c.title, nominee.c.achievement, nominee.c.unit_name, attachment.c.name),
            )
            for text in view.connection.execute(select(column)).scalars()
        ]
        superior = view.connection.execute(
            select(office.c.name).where(office.c.superior_id.is_(None))
        ).scalar_one()
    later.engine.database.close()

    assert later.summary.dossiers == demo.summary.dossiers
    assert later.summary.first_day == date(2025, 9, 5)
    assert superior == "UBND tỉnh Sơn La"
    assert [text for text in texts if "thị trấn" in text or "huyện" in text] == []


def nobody() -> Actor:
    return Actor(id="", name="", office_id="")
