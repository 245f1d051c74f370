"""The box of a secret ballot: sealed when cast, read only at the count, and gone afterwards.

Until the count nothing readable stands anywhere: each ballot is sealed for the box as it is cast,
all of one length, under a random id, with neither time nor name. The count reads them in memory;
what stays are totals. Then the ballots are deleted and the key is destroyed, so that copies made
in the meantime stay closed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from engine.context import Context
from engine.errors import WrongState
from workflows.council.box_keys import BoxKeys
from workflows.council.counting import Choice, Tally
from workflows.council.sealing import KEY_BYTES, BrokenSeal, lock_of, seal, unseal
from workflows.council.sessions import Session
from workflows.tables.council import council_session, sealed_ballot, session_nominee

ID_BYTES = 16
RECUSED = "-"
MARKS: Mapping[str, Choice] = {"y": Choice.YES, "n": Choice.NO, "b": Choice.BLANK}
"""One letter a nominee: a ballot is as long whatever it says."""

LETTERS = {choice: letter for letter, choice in MARKS.items()}


class BoxLocked(WrongState):
    """The key of this ballot box is lost; call the session off and have the council vote anew."""


class BoxTampered(WrongState):
    """This ballot box does not hold what was put into it; call the session off and vote anew."""


@dataclass(frozen=True, slots=True)
class BallotBox:
    """The boxes of all sessions, and the keys that open them."""

    keys: BoxKeys

    def put(self, context: Context, session: Session, choices: Mapping[str, Choice]) -> None:
        """Seal a ballot and put it in; the session is locked, so that there is one box."""
        lock = bytes.fromhex(session.box_lock) or self._make(context, session)
        text = "".join(
            LETTERS[choices[nominee_id]] if nominee_id in choices else RECUSED
            for nominee_id in _agenda(context, session)
        )
        content = seal(
            text.encode(),
            lock,
            place=session.id.encode(),
            randomness=context.ids.secret(KEY_BYTES),
        )
        context.connection.execute(
            insert(sealed_ballot).values(
                # Not a key like all others: those tell the time at which they were made.
                id=context.ids.secret(ID_BYTES).hex(),
                session_id=session.id,
                content=content.hex(),
            )
        )

    def count(
        self, context: Context, session: Session, *, before: Mapping[str, Tally], voters: int
    ) -> Mapping[str, Tally]:
        """Tallies of everybody on the agenda; the ballots are gone with the count.

        `before` is what counters hold already: of ballots cast before there were boxes.
        """
        mine = sealed_ballot.c.session_id == session.id
        sealed = context.connection.execute(select(sealed_ballot.c.content).where(mine)).scalars()
        texts = self._opened(session, [bytes.fromhex(content) for content in sealed])
        if len(texts) != voters and not any(tally.cast for tally in before.values()):
            raise BoxTampered()
        tallies, agenda = dict(before), sorted(before)
        for text in texts:
            if len(text) != len(agenda):
                raise BoxTampered()
            for nominee_id, letter in zip(agenda, text, strict=True):
                if letter in MARKS:
                    tallies[nominee_id] = tallies[nominee_id].plus(MARKS[letter])
        self.empty(context, session)
        return tallies

    def empty(self, context: Context, session: Session) -> None:
        """Take out what is left; once that is committed, no copy of it can be opened any more."""
        context.connection.execute(
            delete(sealed_ballot).where(sealed_ballot.c.session_id == session.id)
        )
        context.after_commit.append(lambda: self.keys.destroy(session.id))

    def _make(self, context: Context, session: Session) -> bytes:
        """Have a box made for the first ballot; its key is safe before the ballot is."""
        key = context.ids.secret(KEY_BYTES)
        self.keys.keep(session.id, key)
        context.connection.execute(
            update(council_session)
            .where(council_session.c.id == session.id)
            .values(box_lock=lock_of(key).hex())
        )
        return lock_of(key)

    def _opened(self, session: Session, sealed: list[bytes]) -> list[str]:
        if not sealed:
            return []
        key = self.keys.find(session.id)
        if key is None:
            raise BoxLocked()
        try:
            return [unseal(one, key, place=session.id.encode()).decode() for one in sealed]
        except BrokenSeal as fault:
            raise BoxTampered() from fault


def _agenda(context: Context, session: Session) -> list[str]:
    """Everybody on the agenda, in the order of the letters on a ballot."""
    found = context.connection.execute(
        select(session_nominee.c.nominee_id).where(session_nominee.c.session_id == session.id)
    )
    return sorted(found.scalars())
