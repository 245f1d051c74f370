"""`/incidents`: what stands still, and what an administrator does about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from engine.errors import NotFound
from engine.execution import Scalar
from engine.repairs import (
    CloseInstance,
    CorrectVariable,
    ResolveIncident,
    RestoreInstance,
    RetryIncident,
)
from web.access import require
from web.api.bodies import Values
from web.api.operations import execute, reads, writes
from web.api.shapes import incidents as shapes
from web.requests import actor, view
from workflows.queries.incidents import Incident, get_incident, incidents


@reads("/incidents", shapes.Incidents, summary="Incidents of your office, open ones first")
def list_incidents(asked: Values) -> object:
    require("incident.see")
    return {"items": [_told(one) for one in incidents(view(), actor().office_id)]}


@reads("/incidents/<incident_id>", shapes.Incident, summary="One incident")
def show_incident(incident_id: str, asked: Values) -> object:
    return _told(_seen(incident_id))


@writes(
    "/incidents/<incident_id>/retry",
    shapes.Retry,
    shapes.IncidentAct,
    summary="Try once more what failed",
)
def retry_incident(incident_id: str, asked: Values) -> object:
    return _carried_out(RetryIncident(incident_id=_seen(incident_id).id), incident_id)


@writes(
    "/incidents/<incident_id>/resolve",
    shapes.Reasoned,
    shapes.IncidentAct,
    summary="It was settled otherwise",
)
def resolve_incident(incident_id: str, asked: Values) -> object:
    command = ResolveIncident(incident_id=_seen(incident_id).id, reason=_reason(asked))
    return _carried_out(command, incident_id)


@writes(
    "/incidents/<incident_id>/restore",
    shapes.Reasoned,
    shapes.IncidentAct,
    summary="Restore a damaged state from its copy",
)
def restore_incident(incident_id: str, asked: Values) -> object:
    command = RestoreInstance(incident_id=_seen(incident_id).id, reason=_reason(asked))
    return _carried_out(command, incident_id)


@writes(
    "/incidents/<incident_id>/close",
    shapes.Reasoned,
    shapes.IncidentAct,
    summary="End the dossier that stands still",
)
def close_incident(incident_id: str, asked: Values) -> object:
    command = CloseInstance(incident_id=_seen(incident_id).id, reason=_reason(asked))
    return _carried_out(command, incident_id)


@writes(
    "/incidents/<incident_id>/correct",
    shapes.Correction,
    shapes.IncidentAct,
    summary="Put a routing fact of the dossier right",
)
def correct_incident(incident_id: str, asked: Values) -> object:
    command = CorrectVariable(
        incident_id=_seen(incident_id).id,
        name=cast(str, asked["name"]),
        value=cast(Scalar, asked["value"]),
        reason=_reason(asked),
    )
    return _carried_out(command, incident_id)


def _carried_out(command: object, incident_id: str) -> Mapping[str, object]:
    execute(command)
    return {"incident": incident_id}


def _seen(incident_id: str) -> Incident:
    """An incident of the own office; any other does not exist for the caller."""
    found = get_incident(view(), incident_id)
    if found.office_id != actor().office_id:
        raise NotFound()
    require("incident.see", found)
    return found


def _reason(asked: Values) -> str:
    return cast(str, asked["reason"])


def _told(one: Incident) -> Mapping[str, object]:
    return {
        "id": one.id,
        "kind": one.kind,
        "message": one.message,
        "dossier": one.code,
        "stage": one.stage,
        "created_at": one.created_at,
        "resolved_at": one.resolved_at,
        "resolution": one.resolution,
        "tries": one.tries,
    }
