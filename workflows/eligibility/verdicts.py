"""What a criterion says of a nominee, with the law on which it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from workflows.law import Mark


class Verdict(StrEnum):
    """The four answers of a table of criteria."""

    PASS = "PASS"  # noqa: S105  # a verdict
    """Met, or something in the nominee's favour."""
    WARN = "WARN"
    """To be looked at; the officer decides."""
    HOLD = "HOLD"
    """Not to be judged yet: the nominee is deferred."""
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion as the table judged it."""

    rule: str
    law: str
    """The law key it rests on."""
    verdict: Verdict
    reason: str
    reason_en: str
    mark: Mark
    citation: str

    @property
    def bars(self) -> bool:
        """A criterion that is certain in law and not met: nothing can be said against it."""
        return self.verdict is Verdict.FAIL and self.mark is Mark.CONFIRMED

    @property
    def doubts(self) -> bool:
        """A criterion that is not certain in law and not met: who proposes has to say why."""
        return self.verdict is Verdict.FAIL and self.mark is not Mark.CONFIRMED

    @property
    def holds(self) -> bool:
        return self.verdict is Verdict.HOLD

    def in_language(self, language: str) -> str:
        return self.reason_en if language == "en" else self.reason

    def to_json(self) -> dict[str, object]:
        return {key: str(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Criterion:
        texts = {key: str(raw[key]) for key in ("rule", "law", "reason", "reason_en", "citation")}
        return cls(**texts, verdict=Verdict(str(raw["verdict"])), mark=Mark(str(raw["mark"])))
