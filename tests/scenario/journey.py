"""A dossier on its way: each step is done as its people do it, until the one that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.scenario.council import Council, pass_period
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office

MOST_STEPS = 30


@dataclass
class Journey:
    """Everybody who has a step on some way; what they do is the usual thing."""

    office: Office
    criteria: Mapping[str, object] = field(default_factory=dict)
    """What the appraisal says of every row beside its conclusion."""
    appraisal: Mapping[str, object] = field(default_factory=dict)
    """What it says of the whole list."""
    outcomes: Sequence[str] | None = None
    is_secret: bool = False

    def goes(self, dossier: Dossier, until: str = "") -> Dossier:
        """Go on until a step is open, or to the end."""
        for _ in range(MOST_STEPS):
            open_steps = dossier.open_steps
            if not open_steps or until in open_steps:
                break
            self.takes(dossier, next(step for step in open_steps if step in self._steps))
        assert until == "" or dossier.waits_at(until), dossier.open_steps
        return dossier

    def takes(self, dossier: Dossier, step: str) -> None:
        self._steps[step](dossier)

    def knows(self, step: str) -> bool:
        return step in self._steps

    @property
    def _steps(self) -> Mapping[str, Callable[[Dossier], None]]:
        office = self.office
        return {
            "check": office.accepts,
            "supply": office.supplements,
            "appraise": self.appraises,
            "appraise_short": lambda dossier: self.appraises(dossier, element="appraise_short"),
            "publish_list": office.publishes,
            "publication_period": lambda dossier: pass_period(office, dossier),
            "close_publication": office.closes_publication,
            "council": self.meets,
            "sign": office.signs,
            "issue": office.issues,
            "sign_submission": self.signs_submission,
            "register_submission": self.sends,
            "await_answer": self.is_answered,
            "publish_decision": office.publishes_decision,
            "hand_over": office.hands_over,
            "recover": self.recovers,
        }

    # -- the steps of the new procedures

    def form(self, dossier: Dossier) -> dict[str, object]:
        """The appraisal with what is said of every row."""
        form = self.office.appraisal(dossier, self.outcomes)
        rows = form["nominees"]
        assert isinstance(rows, dict)
        form["nominees"] = {key: {**answer, **self.criteria} for key, answer in rows.items()}
        return {**form, **self.appraisal}

    def appraises(self, dossier: Dossier, *, element: str = "appraise") -> None:
        self.office.completes(dossier, element, by="officer", **self.form(dossier))

    def meets(self, dossier: Dossier) -> None:
        council = Council(self.office.world)
        council.meets(dossier, secret=self.is_secret)
        council.agrees(dossier)
        council.closes()
        self.office.writes_minutes(dossier)

    def signs_submission(
        self, dossier: Dossier, *, by: str = "chairman", **changed: object
    ) -> None:
        form = {
            "signature_result": "signed",
            "signed_on": self.office.today.isoformat(),
            "submission_scan": [self.office.file(by)],
            **changed,
        }
        self.office.completes(dossier, "sign_submission", by=by, **form)

    def sends(self, dossier: Dossier, **changed: object) -> None:
        form = {
            "dated": self.office.today.isoformat(),
            "addressee": "Phòng Nội vụ huyện Yên Châu",
            "delivery": "paper",
            "format_checked": True,
            "sealed": True,
            **changed,
        }
        self.office.completes(dossier, "register_submission", by="registrar", **form)

    def answer(
        self, dossier: Dossier, answers: Sequence[str] | None = None, **changed: object
    ) -> dict[str, object]:
        """The superior's answer: everybody awarded unless said otherwise."""
        rows = [row for row in dossier.nominees if row.continues]
        said = answers or ["awarded"] * len(rows)
        return {
            "superior_result": "decided",
            "authority": "Chủ tịch UBND huyện Yên Châu",
            "answer_symbol": "245/QĐ-UBND",
            "answered_on": self.office.today.isoformat(),
            "answer_files": [self.office.file("officer")],
            "nominees": {
                row.id: {"superior_answer": one} for row, one in zip(rows, said, strict=True)
            },
            **changed,
        }

    def is_answered(
        self, dossier: Dossier, answers: Sequence[str] | None = None, **changed: object
    ) -> None:
        form = self.answer(dossier, answers, **changed)
        self.office.completes(dossier, "await_answer", by="officer", **form)

    def recovers(self, dossier: Dossier, **changed: object) -> None:
        form = {
            "recovered_on": self.office.today.isoformat(),
            "recovered_objects": 1,
            "recovered_total": 270_000,
            "recovery_files": [self.office.file("officer")],
            "file_reference": "HS-TH-2023-01",
            "file_place": "Kho lưu trữ UBND",
            "retention": "permanent",
            **changed,
        }
        self.office.completes(dossier, "recover", by="officer", **form)
