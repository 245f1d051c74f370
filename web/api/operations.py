"""Operations of the API: each one function, with what it asks for and answers told beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, cast

from flask import Blueprint, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from werkzeug.wrappers import Response

from engine.errors import FieldError, InvalidData, Message
from web.api.bodies import Values, read_body, read_query
from web.api.pace import Pace
from web.api.shapes.common import Nothing
from web.api.tokens import authenticate
from web.requests import actor, close_view, engine
from web.security import takes_bytes

P = ParamSpec("P")
Handler = Callable[P, object]

PREFIX = "/api/v1"
READS, WRITES = "GET", "POST"
KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[0-9A-Za-z_.:-]{8,60}")

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as the OpenAPI document tells of it."""

    name: str
    method: str
    path: str
    """As Flask writes it: `/tasks/<task_id>/claim`."""
    noun: str
    summary: str
    answer: type[Schema]
    query: type[Schema] = Nothing
    body: type[Schema] | None = None
    status: int = 200
    refusals: tuple[int, ...] = ()


OPERATIONS: list[Operation] = []


def reads(
    path: str, answer: type[Schema], *, summary: str, query: type[Schema] = Nothing
) -> Callable[[Handler[P]], Callable[P, ResponseReturnValue]]:
    """An operation that only looks; its function takes what the path names, then the query."""

    def made(handler: Handler[P]) -> Callable[P, ResponseReturnValue]:
        operation = Operation(
            name=handler.__name__,
            method=READS,
            path=path,
            noun=path.split("/")[1],
            summary=summary,
            answer=answer,
            query=query,
            refusals=(404, 422) if "<" in path else (422,),
        )
        return _serve(operation, handler)

    return made


def writes(
    path: str,
    body: type[Schema],
    answer: type[Schema],
    *,
    summary: str,
    status: int = 200,
    most_bytes: int = 0,
) -> Callable[[Handler[P]], Callable[P, ResponseReturnValue]]:
    """An operation that executes one command; its function takes the path's names and the body."""

    def made(handler: Handler[P]) -> Callable[P, ResponseReturnValue]:
        operation = Operation(
            name=handler.__name__,
            method=WRITES,
            path=path,
            noun=path.split("/")[1],
            summary=summary,
            answer=answer,
            body=body,
            status=status,
            refusals=(400, 403, 404, 409, 415, 422),
        )
        return _serve(operation, handler, most_bytes)

    return made


def execute(command: object) -> Mapping[str, object]:
    """Carry a command out for the caller; one sent again with its key is carried out once."""
    who, key = actor(), _request_key()
    close_view()
    answer = engine().execute(command, who, key=key)
    return cast(Mapping[str, object], answer) if isinstance(answer, Mapping) else {}


def _request_key() -> str | None:
    """The key as the caller named it, apart from everybody else's."""
    given = request.headers.get(KEY_HEADER)
    if given is None:
        return None
    if not _KEY.fullmatch(given):
        text = "Send 8 to 60 letters, digits and -_.: as the key."
        raise InvalidData([FieldError(KEY_HEADER, Message("api.key", text))])
    return f"{g.account_id}:{given}"


def _serve(
    operation: Operation, handler: Handler[P], most_bytes: int = 0
) -> Callable[P, ResponseReturnValue]:
    answer, query = operation.answer(), operation.query()
    body = operation.body() if operation.body else None

    @wraps(handler)
    def served(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        authenticate(pace(), acts=operation.method == WRITES)
        given: Values = read_query(query) if body is None else read_body(body)
        found = handler(*args, **{**kwargs, "asked": given})  # type: ignore[arg-type]  # by name
        return cast(Response, jsonify(answer.dump(found))), operation.status

    OPERATIONS.append(operation)
    route = takes_bytes(most_bytes)(served) if most_bytes else served
    blueprint.route(operation.path, methods=[operation.method], endpoint=operation.name)(route)
    return served


def pace() -> Pace:
    """The pace kept by this application."""
    return cast(Pace, current_app.extensions["vinhdanh_api_pace"])
