"""What the engine asks of forms: make what a person typed into values, or say all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from engine.execution import Scalar
from engine.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One of the rows of the instance on which a form writes an answer each."""

    id: str
    label: str
    """How messages call it, e.g. `4. Tòng Thị Phương`."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the form may show beside the answer, by name."""
    locked: str = ""
    """Why this person may not answer for this row; empty when they may."""
    about: Mapping[str, str] = field(default_factory=dict)
    """What conditions of the form may ask about the row: keys, whatever words a page has for
    them."""
    law: Callable[[str], object] | None = field(default=None, compare=False, repr=False)
    """The law of the instance, by which a form asks of a row only what it has to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """What was typed, as plain JSON values in one spelling (text NFC, dates `yyyy-MM-dd`)."""

    values: Mapping[str, object]
    """Every visible field of the form; lists for ticked options and files."""
    scalars: Mapping[str, Scalar]
    """The fields that may steer the flow: choices, ticks, whole numbers, dates. Never free text."""
    rows: Mapping[str, Mapping[str, object]]
    """Answers by row id."""
    files: tuple[str, ...] = ()
    """Ids of all stored files that the form names."""


class FormValidator(Protocol):
    """Checks data against a form, inside the transaction that stores it."""

    def validate(
        self,
        resource_text: str,
        key: str,
        data: Mapping[str, object],
        *,
        rows: Sequence[FormRow] = (),
        on: date,
    ) -> Validated:
        """The values of a submission made on that day; unknown fields are left out.

        Raises `InvalidData` with everything that is wrong, `ModelError` when the form itself is.
        """

    def asks_rows(self, resource_text: str, key: str) -> bool:
        """Whether the form has a grid, so that the rows of the instance are needed."""

    def scalar_fields(self, resource_text: str, key: str) -> frozenset[str]:
        """Names of the fields that may become process variables; raises `ModelError`."""

    def check(self, content: bytes, key: str) -> list[Problem]:
        """All that is wrong with the content of a form's file, whatever the bytes."""

    def law_keys(self, content: bytes, key: str) -> Mapping[str, str]:
        """Values of the law that a form asks for, each with the field that does; of any bytes."""
