"""The shipped diagrams, played by the executor alone: where each answer leads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from engine import feel
from engine.admission import read
from engine.execution import Scalar
from engine.model import Element
from engine.spiff import SpiffExecutable, compile_set
from tests.engine.spiff.playing import FakeHost, Player

BPMN = Path(__file__).parents[2] / "bpmn"

RESULTS = {
    "accept_dossier": ("intake_result", "accepted"),
    "refuse_dossier": ("intake_result", "refused"),
    "close_dossier": ("intake_result", "closed"),
    "receive_supplement": ("supplement_result", "received"),
    "expire_supplement": ("supplement_result", "closed"),
}
"""What the topics set, as `bpmn/README.md` says."""

PUBLISHED = ("publish_list", "publication_period", "close_publication")
COUNCIL = ("giay_khen_cong_trang", "giay_khen_chuyen_de", "giay_khen_ho_gia_dinh")
SHORT = "giay_khen_dot_xuat"


class Office(FakeHost):
    """Answers conditions in FEEL from its facts, and sets what topics set."""

    def evaluate(self, text: str, element: Element, locals: Mapping[str, Scalar]) -> object:
        expression = feel.compile(text)
        known = {name: self.facts.get(name) for name in expression.free_names}
        return expression.evaluate(known)

    def perform(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        super().perform(element, locals)
        if element.topic in RESULTS:
            name, value = RESULTS[element.topic]
            self.facts[name] = value

    @property
    def done(self) -> list[str]:
        return [element for element, _ in self.performed]


class Dossier(Player):
    """A filed dossier of one procedure."""

    def __init__(self, procedure: str) -> None:
        self.office = Office()
        super().__init__(executables()[procedure], self.office)

    def answers(self, task: str, **answers: str) -> Dossier:
        self.office.facts.update(answers)
        self.completes(task)
        return self

    def is_accepted(self) -> Dossier:
        return self.answers("check", intake_check="complete")

    def is_proposed(self) -> Dossier:
        task = "appraise" if "appraise" in self.waiting() else "appraise_short"
        return self.answers(task, appraisal_result="propose")

    def reaches_the_chairman(self) -> Dossier:
        self.is_accepted().is_proposed()
        if "publish_list" in self.waiting():
            self.completes(*PUBLISHED, "council")
        return self


@cache
def executables() -> Mapping[str, SpiffExecutable]:
    files = {path.name: path.read_bytes() for path in sorted(BPMN.glob("*.bpmn"))}
    return compile_set(read(files).processes, files)


@pytest.mark.parametrize("procedure", [*COUNCIL, SHORT])
def test_from_filing_to_the_archive(procedure: str) -> None:
    dossier = Dossier(procedure).reaches_the_chairman()

    dossier.answers("sign", signature_result="signed")
    dossier.completes("issue", "carry_out", "publish_decision", "hand_over")

    assert dossier.is_over()
    published = ["open_publication", "end_publication"] if procedure in COUNCIL else []
    assert dossier.office.done == [
        "accept_dossier",
        *published,
        "record_signature",
        "register_decision",
        "record_decision_publication",
        "notify_proposer",
        "archive_dossier",
    ]


@pytest.mark.parametrize("procedure", [*COUNCIL, SHORT])
def test_what_is_refused_at_intake_goes_no_further(procedure: str) -> None:
    dossier = Dossier(procedure).answers("check", intake_check="refuse")

    assert dossier.is_over()
    assert dossier.office.done == ["refuse_dossier"]


def test_a_supplement_at_intake_leads_back_to_the_check() -> None:
    dossier = Dossier(SHORT).answers("check", intake_check="incomplete")

    dossier.completes("supply")

    assert dossier.waiting() == ["check"]
    assert dossier.office.done == ["request_supplement", "receive_supplement"]


def test_what_is_not_supplemented_in_time_is_closed() -> None:
    at_intake = Dossier(SHORT).answers("check", intake_check="incomplete")
    appraised = (
        Dossier(SHORT).is_accepted().answers("appraise_short", appraisal_result="supplement")
    )

    for dossier in (at_intake, appraised):
        dossier.completes("supplement_due")

        assert dossier.is_over()
        assert dossier.office.done[-2:] == ["expire_supplement", "close_dossier"]


def test_a_supplement_from_the_appraisal_leads_back_to_it() -> None:
    dossier = Dossier(COUNCIL[0]).is_accepted().answers("appraise", appraisal_result="supplement")

    dossier.completes("supply")

    assert dossier.waiting() == ["appraise", "appraisal_due"]


def test_a_reminder_takes_nothing_away() -> None:
    dossier = Dossier(COUNCIL[0]).is_accepted()

    dossier.completes("appraisal_due")

    assert dossier.waiting() == ["appraise"]
    assert dossier.office.done[-1] == "remind_officer"


def test_an_ineligible_dossier_is_refused_after_the_appraisal() -> None:
    dossier = Dossier(COUNCIL[0]).is_accepted().answers("appraise", appraisal_result="refuse")

    assert dossier.is_over()
    assert dossier.office.done[-1] == "refuse_dossier"


@pytest.mark.parametrize(
    ("procedure", "task"), [(COUNCIL[0], "appraise"), (SHORT, "appraise_short")]
)
def test_what_the_chairman_does_not_sign_goes_back_to_the_appraisal(
    procedure: str, task: str
) -> None:
    dossier = Dossier(procedure).reaches_the_chairman()

    dossier.answers("sign", signature_result="returned")

    assert dossier.waiting() == [task, "appraisal_due"]


@pytest.mark.parametrize(
    ("at", "to", "then"),
    [
        ("council", "appraise", ["appraise", "appraisal_due"]),
        ("council", "publication", ["publish_list"]),
        ("sign", "appraise", ["appraise", "appraisal_due"]),
        ("sign", "council", ["council"]),
    ],
)
def test_returns_lead_where_the_drawing_says(at: str, to: str, then: list[str]) -> None:
    dossier = Dossier(COUNCIL[0]).is_accepted().is_proposed()
    dossier.completes(*PUBLISHED)
    if at == "sign":
        dossier.completes("council")

    dossier.returns(at, to)

    assert dossier.waiting() == then


def test_the_list_cannot_reach_the_council_without_its_publication() -> None:
    dossier = Dossier(COUNCIL[0]).is_accepted().is_proposed()

    dossier.completes("publish_list")

    assert dossier.waiting() == ["publication_period"]
