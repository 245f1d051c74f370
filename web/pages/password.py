"""One's own password: changed at will, or at once when somebody else has set it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import InvalidData
from web.requests import TOKEN_COOKIE, close_view, engine, page, see_other, session, signed_in
from web.wording import gettext, say
from workflows import accounts
from workflows.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD

pages = Blueprint("password", __name__, url_prefix="/tai-khoan/mat-khau")


@pages.get("")
@signed_in
def show() -> ResponseReturnValue:
    return _form({}), 200


@pages.post("")
@signed_in
def change() -> ResponseReturnValue:
    known = session()
    assert known is not None  # noqa: S101  the decorator saw to it
    new, again = request.form.get("new", ""), request.form.get("again", "")
    if new != again:
        return _form({"again": gettext("The two new passwords differ.")}), 422
    close_view()
    try:
        accounts.change_password(
            engine().database,
            known.account,
            request.cookies.get(TOKEN_COOKIE, ""),
            old=request.form.get("old", ""),
            new=new,
        )
    except InvalidData as invalid:
        names = {"password": "new"}
        return _form(
            {names.get(one.field, one.field): say(one.message) for one in invalid.errors}
        ), 422
    flash(gettext("The password is changed; other browsers have been signed out."), "done")
    return see_other(url_for("home"))


def _form(wrong: Mapping[str, str]) -> str:
    known = session()
    return page(
        "account/password.html",
        wrong=wrong,
        is_temporary=known is not None and known.account.temporary,
        least=SHORTEST_PASSWORD,
        most=LONGEST_PASSWORD,
    )
