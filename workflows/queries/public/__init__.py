"""What anybody may know without an account: a receipt's status, published lists, decisions.

Nothing here reads an id number, a birth date or a contact, and no file but the decision that was
made public (R-PUB-05, R-PUB-07). The code of a dossier finds nothing: only the random code of its
receipt does (R-PUB-09).
"""

from __future__ import annotations

from workflows.queries.public.decisions import (
    DecisionPage,
    DecisionRegister,
    PublishedDecision,
    decision_page,
    decision_register,
    issued_paper,
)
from workflows.queries.public.lists import OpenList, PublishedList, open_lists, published_list
from workflows.queries.public.look_up import Status, look_up, normalised_code
from workflows.queries.public.rows import ListRow

__all__ = [
    "DecisionPage",
    "DecisionRegister",
    "ListRow",
    "OpenList",
    "PublishedDecision",
    "PublishedList",
    "Status",
    "decision_page",
    "decision_register",
    "issued_paper",
    "look_up",
    "normalised_code",
    "open_lists",
    "published_list",
]
