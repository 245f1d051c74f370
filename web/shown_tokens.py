"""Tokens of programs as pages show them: what for, how far they reach, when they were used."""

from __future__ import annotations

from typing import Any

from engine.clock import local
from web.wording import gettext
from workflows.api_tokens import Scope, Token

SCOPE_WORDS = {Scope.READ: "only reads", Scope.ACT: "reads and acts"}


def shown_token(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scope": gettext(SCOPE_WORDS[token.scope]),
        "since": f"{local(token.created_at):%d/%m/%Y %H:%M}",
        "used": f"{local(token.used_at):%d/%m/%Y %H:%M}" if token.used_at else gettext("never"),
    }
