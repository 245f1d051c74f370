"""Reading the attributes of one component: what is there in the right shape, and what is not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.model import Problem, Severity
from engine.text import normalise, unwritable
from forms.definition import Caption

LONGEST_CAPTION = 4_000


@dataclass(slots=True)
class Findings:
    """The problems of a form, as they are found."""

    problems: list[Problem] = field(default_factory=list)

    def error(
        self, rule: str, message: str, *, element: str = "", hint: str = "", **params: object
    ) -> None:
        self._add(Severity.ERROR, rule, message, element, hint, params)

    def warning(
        self, rule: str, message: str, *, element: str = "", hint: str = "", **params: object
    ) -> None:
        self._add(Severity.WARNING, rule, message, element, hint, params)

    def _add(
        self,
        severity: Severity,
        rule: str,
        message: str,
        element: str,
        hint: str,
        params: Mapping[str, object],
    ) -> None:
        self.problems.append(
            Problem(
                severity=severity,
                rule=rule,
                message=message,
                params=params,
                hint=hint,
                element=element,
            )
        )


@dataclass(frozen=True, slots=True)
class Attributes:
    """One JSON object of the form, read attribute by attribute."""

    members: Mapping[str, object]
    element: str
    findings: Findings

    def inner(self, name: str) -> Attributes:
        """An object inside, such as `validate` or `properties`; empty when there is none."""
        value = self.members.get(name)
        if value is not None and not isinstance(value, dict):
            self._wrong(name, "“%(name)s” must be an object")
        return Attributes(value if isinstance(value, dict) else {}, self.element, self.findings)

    def objects(self, name: str) -> list[Mapping[str, object]]:
        value = self.members.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._wrong(name, "“%(name)s” must be a list of objects")
            return []
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.members.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._wrong(name, "“%(name)s” must be a list of texts")
            return ()
        return tuple(self._clean(name, item) for item in value)

    def text(self, name: str) -> str:
        value = self.members.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._wrong(name, "“%(name)s” must be text")
            return ""
        return self._clean(name, value)

    def flag(self, name: str) -> bool:
        value = self.members.get(name)
        if value is not None and not isinstance(value, bool):
            self._wrong(name, "“%(name)s” must be true or false")
        return value is True

    def whole(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number between bounds. The form editor may write it as text."""
        value = self.members.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self._wrong(
                name,
                "“%(name)s” must be a whole number from %(least)s to %(most)s",
                least=least,
                most=most,
            )
            return default
        return value

    def number(self, name: str) -> Decimal | None:
        value = self.members.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(name, "“%(name)s” must be a number")
            return None
        if not math.isfinite(value) or abs(value) > 10**15:
            self._wrong(name, "“%(name)s” is too large a number")
            return None
        return Decimal(str(value))

    def caption(self, name: str, english: str) -> Caption:
        """Vietnamese from the component, English from its `properties`."""
        return Caption(vi=self.text(name), en=self.inner("properties").text(english))

    def _clean(self, name: str, value: str) -> str:
        if len(value) > LONGEST_CAPTION:
            self._wrong(name, "“%(name)s” is too long a text")
            return ""
        if unwritable(value):
            self._wrong(name, "“%(name)s” has control characters")
            return ""
        return normalise(value)

    def _wrong(self, name: str, sentence: str, *, least: int = 0, most: int = 0) -> None:
        self.findings.error(
            "form-attribute", sentence, element=self.element, name=name, least=least, most=most
        )
