"""`/procedures`: what is deployed, its versions, and how many dossiers run on each."""

from __future__ import annotations

from collections.abc import Mapping

from web.access import require
from web.api.bodies import Values
from web.api.operations import reads
from web.api.shapes import procedures as shapes
from web.requests import view
from workflows.queries.procedures import Procedure, Version, procedures, versions_of


@reads("/procedures", shapes.Procedures, summary="Procedures and parts in force")
def list_procedures(asked: Values) -> object:
    require("procedure.see")
    return {"items": [_line(one) for one in procedures(view())]}


@reads("/procedures/<key>", shapes.Procedure, summary="All versions of a procedure")
def get_procedure(key: str, asked: Values) -> object:
    require("procedure.see")
    return {"key": key, "versions": [_version(one) for one in versions_of(view(), key)]}


def _line(one: Procedure) -> Mapping[str, object]:
    newest = one.newest
    return {
        "key": newest.key,
        "name": newest.name,
        "name_en": newest.name_en,
        "procedure": newest.procedure,
        "version": newest.number,
        "versions": one.versions,
        "running": one.running,
    }


def _version(one: Version) -> Mapping[str, object]:
    return {
        "id": one.id,
        "version": one.number,
        "name": one.name,
        "file": one.file,
        "deployment": one.deployment_id,
        "deployed_at": one.deployed_at,
        "deployed_by": one.deployed_by,
        "reason": one.reason,
        "running": one.running,
    }
