"""Equal votes: the second ballot, and the choice of the decider after it (R-COUN-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import flash, request
from flask.typing import ResponseReturnValue

from web.pages.council.frame import SHOWN_AGAIN, back, carry_out, pages, refused, session_page
from web.requests import execute, signed_in
from web.wording import gettext
from workflows.council.repeating import ChooseAmongEqual, VoteAgain


@pages.post("/<session_id>/bo-phieu-lai")
@signed_in
def vote_again(session_id: str) -> ResponseReturnValue:
    try:
        answer = execute(VoteAgain(session_id=session_id))
    except SHOWN_AGAIN as refusal:
        return session_page(session_id, refused(refusal))
    flash(gettext("The second ballot is open: members can vote."), "done")
    return back(cast(Mapping[str, str], answer)["session"])


@pages.post("/<session_id>/quyet-dinh")
@signed_in
def choose(session_id: str) -> ResponseReturnValue:
    command = ChooseAmongEqual(
        session_id=session_id,
        nominee_ids=tuple(request.form.getlist("nominee_ids")),
        reason=request.form.get("reason", ""),
    )
    if (told := carry_out(command, session_id)) is not None:
        return told
    flash(gettext("The choice is kept."), "done")
    return back(session_id)
