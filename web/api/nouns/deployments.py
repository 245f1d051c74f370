"""`/deployments`: what was published together, and files handed in to be published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from engine.errors import InvalidData
from web.access import require
from web.api.bodies import Values
from web.api.operations import execute, reads, writes
from web.api.paging import page_answer, turn_of
from web.api.shapes import procedures as shapes
from web.api.shapes.common import Paged, page_of
from web.requests import view
from workflows.queries.deployments import (
    Deployment,
    deployments_page,
    files_of,
    get_deployment,
)
from workflows.studio.proposing import propose

_FIELDS = {"tep": "files", "ly_do": "reason", "ly_do_canh_bao": "warnings_reason"}
"""What the fields of the studio's pages are called in the API."""

MOST_BYTES = 20 * 1024 * 1024


@reads(
    "/deployments",
    page_of(shapes.DeploymentLine),
    query=Paged,
    summary="What was published, the newest first",
)
def list_deployments(asked: Values) -> object:
    require("procedure.see")
    return page_answer(deployments_page(view(), turn_of(asked)), _line)


@reads("/deployments/<deployment_id>", shapes.Deployment, summary="A deployment with its files")
def show_deployment(deployment_id: str, asked: Values) -> object:
    require("procedure.see")
    found = get_deployment(view(), deployment_id)
    files = [
        {"name": one.name, "sha256": one.sha256, "size": one.size}
        for one in files_of(view(), found.id)
    ]
    return {**_line(found), "files": files}


@writes(
    "/deployments",
    shapes.Propose,
    shapes.Proposed,
    summary="Check files and hand them in; a second person agrees before they are published",
    status=202,
    most_bytes=MOST_BYTES,
)
def propose_files(asked: Values) -> object:
    texts = cast(Mapping[str, str], asked["files"])
    files = {name: text.encode() for name, text in texts.items()}
    try:
        return execute(
            propose(
                files,
                reason=cast(str, asked["reason"]),
                warnings_reason=cast(str, asked.get("warnings_reason", "")),
            )
        )
    except InvalidData as invalid:
        raise InvalidData(
            replace(one, field=_FIELDS.get(one.field, one.field)) for one in invalid.errors
        ) from None


def _line(one: Deployment) -> Mapping[str, object]:
    return {
        "id": one.id,
        "deployed_at": one.deployed_at,
        "deployed_by": one.deployed_by,
        "reason": one.reason,
        "digest": one.digest,
    }
