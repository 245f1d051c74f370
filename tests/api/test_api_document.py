"""The document and the API agree: every operation, asked well, asked badly, asked by nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from engine.tables import incident
from tests.api.caller import Answer, Caller, Programs, founded, nomination_row
from tests.engine.core.plain_office import contents
from web.api.document import openapi
from web.api.operations import OPERATIONS, WRITES, Operation

REASON = "a reason long enough to be read"

HOSTILE = (
    "",
    " ",
    ".",
    "..",
    "%2e%2e%2f",
    "'; DROP TABLE dossier; --",
    "\x00",
    "\ud7ff\u202e",
    "điều-lệ",
    "-1",
    "0",
    "9" * 400,
    "1e999",
    "NaN",
    "null",
    "[]",
    "x" * 5_000,
    "0~2023-01-01T00:00:00+00:00~" + "a" * 64,
    "99~0001-01-01T00:00:00+14:00~x",
    "{{7*7}}",
)

BODIES = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b'{"revision": NaN}',
    b'{"revision": 1e999}',
    b'{"revision": ' + b"9" * 5_000 + b"}",
    b'{"revision": true, "reason": 1, "data": []}',
    b'{"revision": 1, "reason": "\\u0000\\ud800", "data": {"a": "\\u0000"}}',
    b'{"\\u0000": 1}',
    b"[" * 20_000,
    b'{"data": ' + b'{"a":' * 20_000,
    b"\xff\xfe\x00",
    b'{"revision": 1, "revision": 2, "__proto__": {}, "constructor": 1}',
)

ODD_VALUES: tuple[object, ...] = (
    None, [], {}, -1, 1.5, True, "\x00", "x" * 3_000, [[]], {"a": {"b": []}}
)  # fmt: skip


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """One township for the whole walk: nothing of what is sent here may break it."""
    made = _peopled(founded(tmp_path_factory.mktemp("api")))
    yield made
    made.site.world.engine.database.close()


def test_the_document_is_sound(township: Programs) -> None:
    told = township.nobody().get("/openapi.json")

    document = told.json
    assert (told.status_code, document["openapi"]) == (200, "3.1.0")
    assert document == openapi()
    references = re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(document))
    assert set(references) <= document["components"]["schemas"].keys()
    names = [op["operationId"] for path in document["paths"].values() for op in path.values()]
    assert len(names) == len(set(names)) == len(OPERATIONS)
    assert {op.noun for op in OPERATIONS} == {
        "deployments",
        "procedures",
        "dossiers",
        "tasks",
        "gates",
        "clocks",
        "journal",
        "incidents",
        "calendar",
    }


def test_every_route_is_an_operation_of_the_document(township: Programs) -> None:
    routes = {
        (method, rule.rule.removeprefix("/api/v1"))
        for rule in township.site.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    told = {(op.method, op.path) for op in OPERATIONS}
    assert routes == told | {("GET", "/openapi.json")}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.name)
def test_an_operation_asked_well_answers_as_told(township: Programs, operation: Operation) -> None:
    admin = township.as_("head")

    answer = _ask(
        admin, operation, _path(township, operation), _query(operation), _body(township, operation)
    )

    # Some of what is asked well is refused for a good reason: nothing is wrong with an incident.
    assert answer.status_code == operation.status or answer.status_code in (403, 409, 422)
    _is_as_told(operation, answer)
    if operation.method != WRITES:
        assert answer.status_code == 200


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.name)
def test_an_operation_asked_by_nobody_is_refused(township: Programs, operation: Operation) -> None:
    path, body = _path(township, operation), _body(township, operation)
    stranger = township.nobody()
    stranger.token = "f" * 64
    basic = Caller(stranger.client, headers={"Authorization": "Basic YWRtaW46YWRtaW4="})

    for caller in (township.nobody(), stranger, basic):
        answer = _ask(caller, operation, path, {}, body)
        assert answer.status_code in (401, 429)
        _is_as_told(operation, answer)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.name)
def test_an_operation_asked_badly_says_so(township: Programs, operation: Operation) -> None:
    admin = township.as_("head")
    engine = township.site.world.engine
    before = contents(engine.database, but=("journal", "journal_head", "throttle", "api_token"))

    for answer in _bad_answers(township, admin, operation):
        assert answer.status_code < 500, answer.text
        if answer.status_code not in (308, 404, 405):  # Some paths are no operation any more.
            _is_as_told(operation, answer)

    after = contents(engine.database, but=("journal", "journal_head", "throttle", "api_token"))
    assert after == before


def test_hostile_texts_do_not_reach_the_database_of_many_processes(
    tmp_path: Path, postgres_url: str
) -> None:
    made = _peopled(founded(tmp_path, postgres_url))
    try:
        admin = made.as_("head")
        for operation in OPERATIONS:
            for answer in _bad_answers(made, admin, operation, few=True):
                assert answer.status_code < 500, (operation.name, answer.text)
    finally:
        made.site.world.engine.database.close()


def _bad_answers(
    township: Programs, admin: Caller, operation: Operation, *, few: bool = False
) -> Iterator[Answer]:
    good_path, good_query = _path(township, operation), _query(operation)
    good_body = _body(township, operation)
    hostile = HOSTILE[4:10] if few else HOSTILE
    for text in hostile:
        if "<" in operation.path:
            bad = "".join(_with_places(operation.path, text.replace("/", "%2F")))
            yield _ask(admin, operation, bad, good_query, good_body)
        for name in operation.query().fields:
            yield _ask(admin, operation, good_path, {**good_query, name: text}, good_body)
        yield _ask(admin, operation, good_path, {"surprise": text}, {"surprise": text})
    if operation.method != WRITES:
        return
    for data in BODIES:
        yield admin.sends(good_path, data)
    yield admin.sends(good_path, b"{}", "text/plain")
    yield admin.sends(good_path, b"a=1", "application/x-www-form-urlencoded")
    assert isinstance(good_body, dict)
    for name in good_body:
        for value in ODD_VALUES:
            yield admin.sends(good_path, json.dumps({**good_body, name: value}).encode())


def _with_places(path: str, text: str) -> Iterator[str]:
    for part in re.split(r"(<[^>]+>)", path):
        yield text if part.startswith("<") else part


def _is_as_told(operation: Operation, answer: Answer) -> None:
    """The status is one of the document, and the body has the shape that it tells."""
    responses = openapi()["paths"][re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.path)][
        operation.method.lower()
    ]["responses"]
    assert str(answer.status_code) in responses, (operation.name, answer.status_code, answer.text)
    (content_type,) = responses[str(answer.status_code)]["content"]
    assert answer.content_type == content_type
    schema = responses[str(answer.status_code)]["content"][content_type]["schema"]
    assert _misfits(answer.json, schema) == []


def _misfits(value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """Where a value is not as its schema says: types, required fields, no more than it tells."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _misfits(value, openapi()["components"]["schemas"][name], f"{path}:{name}")
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = {
        dict: "object",
        list: "array",
        str: "string",
        bool: "boolean",
        int: "integer",
        type(None): "null",
    }[type(value)]
    if kind not in kinds:
        return [f"{path} is {kind}, not {kinds}"]
    if isinstance(value, list):
        return [
            one
            for i, item in enumerate(value)
            for one in _misfits(item, schema["items"], f"{path}.{i}")
        ]
    if isinstance(value, dict) and "properties" in schema:
        wrong = [f"{path} lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            if name not in schema["properties"]:
                if path.endswith(":Problem"):
                    continue  # A problem may say more (RFC 9457).
                wrong.append(f"{path} has {name}, which is not told")
            else:
                wrong += _misfits(item, schema["properties"][name], f"{path}.{name}")
        return wrong
    return []


# -- what is asked


def _ask(
    caller: Caller, operation: Operation, path: str, query: dict[str, Any], body: object
) -> Answer:
    if operation.method == WRITES:
        return caller.sends(path, json.dumps(body).encode())
    return caller.get(path, **query)


def _path(township: Programs, operation: Operation) -> str:
    places = {
        **township.places,
        "key": "papers_complete" if operation.noun == "gates" else "giay_khen_cong_trang",
        "year": "2023",
    }
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: places[found[1]], operation.path)


def _query(operation: Operation) -> dict[str, Any]:
    if operation.name == "get_due":
        return {"start": "2023-11-20T08:00:00+07:00", "budget": "10wd"}
    return {}


def _body(township: Programs, operation: Operation) -> object:
    if operation.body is None:
        return None
    whole = {
        "revision": 7,
        "reason": REASON,
        "person": "nobody",
        "to": "nowhere",
        "data": {},
        "files": {"x.bpmn": "<x/>"},
        "procedure": "giay_khen_cong_trang",
        "unit": township.site.world.unit_id,
        "title": "Giấy khen",
        "name": "intake_check",
        "value": "complete",
        "letter_number": "1/TTr",
        "letter_date": "2023-11-20",
        "state_secret": False,
        "rows": [nomination_row(1, award="none")],
    }
    return {name: whole[name] for name in operation.body().fields if name in whole}


def _peopled(made: Programs) -> Programs:
    """A dossier, an open task, an incident, and somebody who may do nearly everything."""
    world = made.site.world
    for position in ("admin", "intake_clerk", "award_officer", "manager"):
        world.gives("head", position)
    dossier = made.office.files()
    with world.engine.database.write() as connection:
        incident_id = world.engine.ids.new(world.clock.now())
        connection.execute(
            insert(incident).values(
                id=incident_id,
                instance_id=dossier.instance_id,
                kind="wait_failed",
                message="a test",
                created_at=world.clock.now(),
                resolved_at=world.clock.now(),
            )
        )
    admin = made.as_("head")
    made.places = {
        "task_id": dossier.task("check").id,
        "code": dossier.record.code,
        "incident_id": incident_id,
        "deployment_id": admin.all_of("/deployments")[0]["id"],
    }
    return made
