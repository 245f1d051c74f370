"""What went wrong, as one sentence on the error stream and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from engine.errors import GateClosed, InvalidData, Message, VinhDanhError
from web.commands.saying import voice


class Failure(click.ClickException):
    """Something is wrong or was refused: exit code 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        click.echo(self.format_message(), err=True)


@contextmanager
def as_exit() -> Iterator[None]:
    """Turn refusals and faults that a person can act on into their sentence and exit code 1."""
    try:
        yield
    except VinhDanhError as error:
        raise Failure("\n".join(_sentences(error))) from error
    except Exception as error:
        # SQLAlchemy is only loaded where a database was opened; ask by name rather than import it.
        if type(error).__module__ != "sqlalchemy.exc":
            raise
        raise Failure(_database_trouble(error)) from error


def fail(text: str, **params: object) -> Failure:
    """A failure with a sentence of the catalogue."""
    return Failure(voice().sentence(text, params))


def _sentences(error: VinhDanhError) -> Iterator[str]:
    said = voice()
    yield said.message(error.message)
    if isinstance(error, InvalidData):
        for each in error.errors:
            yield f"- {each.field}: {said.message(each.message)}"
    if isinstance(error, GateClosed):
        for finding in error.findings:
            message = getattr(finding, "message", None)
            if isinstance(message, Message):
                yield f"- {said.message(message)}"


def _database_trouble(error: Exception) -> str:
    reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
    return voice().sentence("The database did not answer: %(reason)s", {"reason": reason})
