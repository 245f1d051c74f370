"""What the journal is told of a document."""

from __future__ import annotations

from engine.context import Context
from workflows.documents.store import Document


def tell(context: Context, action: str, document: Document, **details: object) -> None:
    """That something was done with a document; where and to which kind is told with it."""
    context.record(
        action,
        "document",
        document.id,
        office_id=document.office_id,
        instance_id=document.instance_id,
        kind=document.kind.value,
        **details,
    )
