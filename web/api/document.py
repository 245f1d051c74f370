"""The OpenAPI 3.1 document, made of the operations themselves: nothing is told twice."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flask import jsonify
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from web.api.operations import KEY_HEADER, OPERATIONS, PREFIX, WRITES, Operation
from web.api.shapes.common import Problem

Json = dict[str, Any]

TYPES: tuple[tuple[type[fields.Field[Any]], Json], ...] = (
    (fields.Boolean, {"type": "boolean"}),
    (fields.Integer, {"type": "integer"}),
    (fields.DateTime, {"type": "string", "format": "date-time"}),
    (fields.Date, {"type": "string", "format": "date"}),
    (fields.String, {"type": "string"}),
    (fields.Raw, {"type": ["string", "integer", "boolean"]}),
)

REFUSALS = {
    400: "The request could not be read",
    401: "The token is missing, wrong or revoked",
    403: "Not yours to do",
    404: "Not there, or not for you to see",
    409: "It cannot be done now: a gate is shut, or somebody was quicker",
    413: "Too large",
    415: "Send JSON",
    422: "Some of it needs mending",
    429: "Too many requests; wait as long as Retry-After says",
}


def show() -> Response:
    """Open to everybody: it tells what can be asked, not what there is."""
    return jsonify(openapi())


@cache
def openapi() -> Json:
    """The whole document."""
    paths: dict[str, Json] = {}
    schemas: dict[str, Json] = {}
    for operation in OPERATIONS:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _told(operation, schemas)
    _add(Problem, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vinh Danh",
            "version": "1",
            "description": "Award dossiers: the same commands and queries as the pages.",
        },
        "servers": [{"url": PREFIX}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "problem": {
                    "description": "A problem",
                    "content": {"application/problem+json": {"schema": _ref(Problem)}},
                }
            },
        },
    }


def _told(operation: Operation, schemas: dict[str, Json]) -> Json:
    told: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.noun],
        "parameters": [*_parameters(operation)],
        "responses": _responses(operation, schemas),
    }
    if operation.body is not None:
        _add(operation.body, schemas)
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(operation.body)}},
        }
    return told


def _parameters(operation: Operation) -> list[Json]:
    named = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if kind == "int:" else "string"},
        }
        for kind, name in re.findall(r"<(\w+:)?(\w+)>", operation.path)
    ]
    asked = [
        {
            "name": name,
            "in": "query",
            "required": field.required,
            "schema": _field(field, {}),
        }
        for name, field in operation.query().fields.items()
    ]
    if operation.method != WRITES:
        return [*named, *asked]
    key = {"name": KEY_HEADER, "in": "header", "required": False, "schema": {"type": "string"}}
    return [*named, *asked, key]


def _responses(operation: Operation, schemas: dict[str, Json]) -> Json:
    _add(operation.answer, schemas)
    done = {
        "description": (operation.answer.__doc__ or operation.summary).strip(),
        "content": {"application/json": {"schema": _ref(operation.answer)}},
    }
    codes = sorted({401, 403, 429, *operation.refusals})
    return {
        str(operation.status): done,
        **{str(code): _refusal(code) for code in codes},
    }


def _refusal(code: int) -> Json:
    return {
        "description": REFUSALS[code],
        "content": {"application/problem+json": {"schema": _ref(Problem)}},
    }


def _ref(schema: type[Schema]) -> Json:
    return {"$ref": f"#/components/schemas/{schema.__name__}"}


def _add(schema: type[Schema], schemas: dict[str, Json]) -> None:
    name = schema.__name__
    if name in schemas:
        return
    schemas[name] = {}
    made = schema()
    told: Json = {
        "type": "object",
        "properties": {name: _field(field, schemas) for name, field in made.fields.items()},
    }
    if schema.__doc__:
        told["description"] = schema.__doc__.strip()
    required = [name for name, field in made.fields.items() if field.required]
    if required:
        told["required"] = required
    if made.unknown == "raise" and getattr(schema.Meta, "unknown", "") == "raise":
        told["additionalProperties"] = False
    schemas[name] = told


def _field(field: fields.Field[Any], schemas: dict[str, Json]) -> Json:
    told = _type(field, schemas)
    description = field.metadata.get("description")
    if description:
        told["description"] = description
    if field.load_default not in (None, "", dict) and isinstance(field.load_default, str | bool):
        told["default"] = field.load_default
    for rule in field.validators:
        told |= _limits(rule, told.get("type"))
    if field.allow_none and field.required:
        told["type"] = [told["type"], "null"]
    return told


def _type(field: fields.Field[Any], schemas: dict[str, Json]) -> Json:
    if isinstance(field, fields.Nested):
        nested = type(field.schema)
        _add(nested, schemas)
        return _ref(nested)
    if isinstance(field, fields.List):
        return {"type": "array", "items": _field(field.inner, schemas)}
    if isinstance(field, fields.Dict):
        value = field.value_field
        return {
            "type": "object",
            "additionalProperties": _field(value, schemas) if value is not None else True,
        }
    return next(dict(told) for kind, told in TYPES if isinstance(field, kind))


def _limits(rule: object, kind: object) -> Json:
    if isinstance(rule, validate.OneOf):
        return {"enum": list(rule.choices)}
    if isinstance(rule, validate.Length):
        names = {
            "array": ("minItems", "maxItems"),
            "object": ("minProperties", "maxProperties"),
        }.get(str(kind), ("minLength", "maxLength"))
        return _bounds(names, rule.min, rule.max)
    if isinstance(rule, validate.Range):
        return _bounds(("minimum", "maximum"), rule.min, rule.max)
    return {}


def _bounds(names: tuple[str, str], least: Any, most: Any) -> Json:
    found = zip(names, (least, most), strict=True)
    return {name: bound for name, bound in found if bound is not None}
