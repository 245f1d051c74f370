"""The law as it stood for one instance: resolved, frozen, known by the hash of its content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import cast

from engine.canonical import canonical, digest, parse
from engine.errors import ModelError
from workflows.law.rows import LawRow, Mark, entry_name
from workflows.law.values import Value, from_json, to_json


class MissingLawValue(ModelError):
    """The law has no value for %(key)s (%(when)s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawValue:
    """A value as it applies, with all that a page or a refusal says about it."""

    key: str
    value: Value
    rule: str
    mark: Mark
    citation: str
    citation_en: str
    title: str
    title_en: str
    since: date
    until: date | None = None
    """Known only in the book; in an edition nothing ends."""
    award: str = ""
    subject: str = ""
    locality: str = ""
    """The office or province that set it; empty for the country."""

    @property
    def entry(self) -> str:
        return entry_name(self.key, self.award, self.subject)

    @classmethod
    def of(cls, row: LawRow) -> LawValue:
        return cls(
            key=row.key,
            value=row.value,
            rule=row.rule,
            mark=row.mark,
            citation=row.citation,
            citation_en=row.citation_en or row.citation,
            title=row.title,
            title_en=row.title_en,
            since=row.since,
            until=row.until,
            award=row.award,
            subject=row.subject,
            locality=row.office or row.province,
        )


@dataclass(frozen=True)
class Edition:
    """The resolved law of a regime and procedure. Equal editions have equal addresses."""

    regime: str
    procedure: str
    values: Mapping[str, LawValue] = field(repr=False)

    def get(self, key: str, *, award: str = "", subject: str = "") -> LawValue | None:
        """The value for an award and subject, else the one said of all awards or subjects."""
        if not award and not subject:
            return self.values.get(key)
        names = [
            entry_name(key, award, subject),
            entry_name(key, award),
            entry_name(key, "", subject),
            key,
        ]
        return next((self.values[name] for name in names if name in self.values), None)

    def value(self, key: str, *, award: str = "", subject: str = "") -> LawValue:
        """Like `get`, but a value that is missing is a fault of the model."""
        found = self.get(key, award=award, subject=subject)
        if found is None:
            raise MissingLawValue(key=entry_name(key, award, subject), when=f"regime {self.regime}")
        return found

    def __getitem__(self, name: str) -> LawValue:
        """By key, or by `key:award:subject` as expressions and tables write it."""
        key, award, subject = _parts(name)
        return self.value(key, award=award, subject=subject)

    def __contains__(self, name: object) -> bool:
        return self.find(str(name)) is not None

    def find(self, name: str) -> LawValue | None:
        """What stands under such a name, if anything does."""
        key, award, subject = _parts(name)
        return self.get(key, award=award, subject=subject)

    def __iter__(self) -> Iterator[LawValue]:
        return iter(self.values.values())

    @cached_property
    def address(self) -> str:
        """SHA-256 of the content: what an instance points to."""
        return digest(self._plain())

    def to_json(self) -> str:
        return canonical(self._plain())

    @classmethod
    def from_json(cls, text: str) -> Edition:
        """The edition as it was frozen; raises ModelError when the text was tampered with."""
        try:
            raw = cast("dict[str, object]", parse(text))
            rows = cast("dict[str, dict[str, object]]", raw["values"])
            values = {name: _thawed(row) for name, row in rows.items()}
            return cls(str(raw["regime"]), str(raw["procedure"]), values)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(
                "A stored law edition cannot be read: %(why)s", why=str(error)
            ) from error

    def _plain(self) -> dict[str, object]:
        return {
            "regime": self.regime,
            "procedure": self.procedure,
            "values": {name: _frozen(value) for name, value in sorted(self.values.items())},
        }


def _parts(name: str) -> tuple[str, str, str]:
    key, award, subject = [*name.split(":", 2), "", ""][:3]
    return key, award, subject


_TEXTS = (
    *("key", "rule", "mark", "citation", "citation_en"),
    *("title", "title_en", "award", "subject", "locality"),
)


def _frozen(value: LawValue) -> dict[str, object]:
    texts = {name: str(getattr(value, name)) for name in _TEXTS}
    return {**texts, "value": to_json(value.value), "since": value.since.isoformat()}


def _thawed(row: Mapping[str, object]) -> LawValue:
    texts = {name: str(row[name]) for name in _TEXTS if name != "mark"}
    return LawValue(
        **texts,  # type: ignore[arg-type]  # all of them are texts
        mark=Mark(str(row["mark"])),
        value=from_json(row["value"]),
        since=date.fromisoformat(str(row["since"])),
    )
