"""Giving and ending positions; opening, closing accounts and setting passwords."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidData, NotFound, Rejected
from web.acting import carry_out
from web.days import typed_day
from web.errors import sentences_of, status_of
from web.pages.people.frame import pages
from web.pages.people.showing import shown
from web.requests import actor, close_view, engine, signed_in
from web.wording import gettext, say
from workflows import accounts
from workflows.identities import IdentifyPerson
from workflows.staffing import (
    CloseAccount,
    EndPosition,
    GivePosition,
    OpenAccount,
    ReopenAccount,
    ResetPassword,
    RevokeToken,
)


@pages.post("/<person_id>/chuc-danh")
@signed_in
def give_position(person_id: str) -> ResponseReturnValue:
    return _done(
        person_id,
        lambda: GivePosition(
            person_id=person_id,
            position=request.form.get("position", ""),
            since=typed_day("since", request.form.get("since", "")),
            decision=request.form.get("decision", ""),
        ),
        gettext("The position is given."),
    )


@pages.post("/<person_id>/chuc-danh/<holding_id>/ket-thuc")
@signed_in
def end_position(person_id: str, holding_id: str) -> ResponseReturnValue:
    return _done(
        person_id,
        lambda: EndPosition(
            holding_id=holding_id,
            until=typed_day("until", request.form.get("until", "")),
            decision=request.form.get("end_decision", ""),
        ),
        gettext("The position ends with that day."),
    )


@pages.post("/<person_id>/tai-khoan")
@signed_in
def open_account(person_id: str) -> ResponseReturnValue:
    return _with_password(
        person_id,
        lambda password_hash: OpenAccount(
            person_id=person_id,
            username=request.form.get("username", ""),
            password_hash=password_hash,
        ),
    )


@pages.post("/<person_id>/mat-khau")
@signed_in
def reset_password(person_id: str) -> ResponseReturnValue:
    return _with_password(
        person_id,
        lambda password_hash: ResetPassword(person_id=person_id, password_hash=password_hash),
    )


@pages.post("/<person_id>/khoa")
@signed_in
def close_account(person_id: str) -> ResponseReturnValue:
    done = gettext("The account is closed; every session has ended.")
    return _done(person_id, lambda: CloseAccount(person_id=person_id), done)


@pages.post("/<person_id>/mo")
@signed_in
def reopen_account(person_id: str) -> ResponseReturnValue:
    done = gettext("The account is open again.")
    return _done(person_id, lambda: ReopenAccount(person_id=person_id), done)


@pages.post("/<person_id>/can-cuoc")
@signed_in
def identify(person_id: str) -> ResponseReturnValue:
    number = request.form.get("id_number", "")
    return _done(
        person_id,
        lambda: IdentifyPerson(person_id=person_id, id_number=number),
        gettext("It is known who this is; they decide about their own row no more."),
    )


@pages.post("/<person_id>/thu-hoi-ma")
@signed_in
def revoke_token(person_id: str) -> ResponseReturnValue:
    done = gettext("The token is taken back; programs that use it are out at once.")
    token_id = request.form.get("token", "")
    return _done(person_id, lambda: RevokeToken(person_id=person_id, token_id=token_id), done)


def _done(person_id: str, command: Callable[[], object], done: str) -> ResponseReturnValue:
    return carry_out(
        command,
        refused=lambda refusal: _refused(person_id, refusal),
        done=lambda _answer: done,
        at=url_for("people.person", person_id=person_id),
    )


def _with_password(person_id: str, command: Callable[[str], object]) -> ResponseReturnValue:
    """The password is made and hashed here: no command and no journal ever sees it.

    It stands on this one page; sent twice, the second makes a new one or is refused.
    """
    who = actor()
    password = accounts.temporary_password(engine().ids)
    close_view()
    password_hash = accounts.hashed(password)
    try:
        engine().execute(command(password_hash), who)
    except NotFound:
        raise
    except Rejected as refusal:
        return _refused(person_id, refusal)
    return shown(person_id, password=password)


def _refused(person_id: str, refusal: Rejected) -> ResponseReturnValue:
    close_view()
    if isinstance(refusal, InvalidData):
        errors = {one.field: say(one.message) for one in refusal.errors}
    else:
        errors = {"": " ".join(sentences_of(refusal))}
    return shown(person_id, errors=errors, typed=request.form.to_dict(), status=status_of(refusal))
