"""Forms that may send a dossier back: by which answer, and where they say why."""

from __future__ import annotations

from collections.abc import Mapping

from workflows import signing, submitting, superiors
from workflows.delays import ANSWER_FORM

SIGNED_BACK = (signing.RESULT, signing.RETURNED, "return_reason")
ANSWERED_BACK = ("superior_result", superiors.Result.RETURNED.value, "answer_note")

WAYS_BACK = {
    signing.FORM: SIGNED_BACK,
    submitting.SIGNING_FORM: SIGNED_BACK,
    ANSWER_FORM: ANSWERED_BACK,
}
"""Form key to the field, its answer that sends back, and the field with the reason."""


def reason_to_send_back(form_key: str, submission: Mapping[str, object] | None) -> str | None:
    """Why a completed form sent the dossier back; None for one that let it go on."""
    way = WAYS_BACK.get(form_key)
    if way is None or submission is None:
        return None
    asked, answer, reason = way
    if submission.get(asked) != answer:
        return None
    return str(submission.get(reason) or "")
