"""What can go wrong, as sentences a person can act on.

Every error carries a stable `code`, an English sentence with named parameters, and the parameters.
The class docstring is the default sentence. The shell translates the sentence and fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to translate: a stable key, the English text, and what fills its `%(name)s`."""

    key: str
    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Data that people wrote in both languages, within a sentence."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en


class VinhDanhError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"

    def __init__(self, text: str = "", /, *, code: str = "", **params: object) -> None:
        sentence = text or (type(self).__doc__ or "").strip().splitlines()[0]
        self.message = Message(code or self.code, sentence, params)
        super().__init__(str(self.message))

    def __init_subclass__(cls) -> None:
        if "code" not in cls.__dict__:
            cls.code = _CAPITAL.sub("_", cls.__name__).lower()


class Rejected(VinhDanhError):
    """The command was refused; nothing changed."""

    journalled: ClassVar[bool] = False
    """Whether the refusal itself is worth a journal row."""


class NotFound(Rejected):
    """There is no such thing, or you may not see it."""


class NotTheirs(NotFound):
    """There is no such thing, or you may not see it."""

    code = "not_found"

    def __init__(self, action: str, about: object) -> None:
        super().__init__()
        self.action = action
        self.about = about
        """What somebody wanted to see; for the journal alone, never told to them."""


class Forbidden(Rejected):
    """You are not allowed to do this."""

    journalled = True


class WrongState(Rejected):
    """This cannot be done in the present state."""

    journalled = True


class Conflict(Rejected):
    """Someone else changed this in the meantime; look again before you go on."""


class Overtaken(Conflict):
    """Someone else changed this in the meantime; look again before you go on.

    The command itself looks again first: it is begun anew, once, and sees what the other has done.
    """


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing to mend: which field (dotted path, e.g. `rows.3.name`), and the sentence."""

    field: str
    message: Message
    label: str = ""


class InvalidData(Rejected):
    """Some of what was entered needs mending; nothing was lost."""

    def __init__(self, errors: Iterable[FieldError], text: str = "", **params: object) -> None:
        super().__init__(text, code="", **params)
        self.errors = tuple(errors)


class GateClosed(Rejected):
    """The gate is shut."""

    journalled = True

    def __init__(self, findings: Iterable[object]) -> None:
        """Take the findings (`engine.gates.Finding`) of every gate that is shut, not the first."""
        super().__init__()
        self.findings = tuple(findings)


class ModelError(VinhDanhError):
    """A diagram, form, table or law value is wrong; found when it is deployed."""


class ServiceTaskFailed(VinhDanhError):
    """A step done by the system failed."""


class LimitExceeded(VinhDanhError):
    """A running instance went past a limit of the engine; it waits for an admin."""


class UnreadableState(VinhDanhError):
    """The stored state of an instance is damaged."""
