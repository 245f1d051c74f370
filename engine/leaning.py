"""What the files of a deployment lean on: parts, forms and tables that are deployed already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select

from engine import compiled
from engine.admission import read
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX, TABLE_SUFFIX
from engine.tables import deployment, process_definition, resource
from engine.view import View

Files = Mapping[str, bytes]


def completed(view: View, files: Files) -> dict[str, bytes]:
    """Called processes and forms that are not in the set come from the newest deployment.

    A deployment is complete in itself: an instance keeps its parts and forms for life, whatever is
    deployed later.
    """
    complete = dict(files)
    while True:
        added = dict(_missing(view, complete))
        if not added:
            return complete
        complete |= added


def _missing(view: View, files: Files) -> Iterator[tuple[str, bytes]]:
    """Name and content of what the files lean on and do not hold, as far as it is stored."""
    processes = read(diagrams(files)).processes
    elements = [element for process in processes for element in process.elements.values()]
    called = {element.called_element for element in elements} - {
        process.id for process in processes
    }
    for key in sorted(called - {""}):
        found = _newest_part(view, key)
        if found is not None and found[0] not in files:
            yield found
    forms = {element.form_key + FORM_SUFFIX for element in elements if element.form_key}
    for name in sorted(forms - files.keys()):
        content = newest(view, name)
        if content is not None:
            yield name, content
    decisions = {element.decision_ref for element in elements if element.decision_ref}
    decisions -= {id_ for name, content in files.items() for id_ in _decisions_in(name, content)}
    if decisions:
        yield from _newest_tables(view, decisions, files)


def _newest_part(view: View, key: str) -> tuple[str, bytes] | None:
    """The file of the newest version of a process."""
    row = view.connection.execute(
        select(resource.c.name, resource.c.content)
        .join(process_definition, process_definition.c.deployment_id == resource.c.deployment_id)
        .where(process_definition.c.key == key, resource.c.name == process_definition.c.file)
        .order_by(process_definition.c.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.name, row.content)


def _newest_tables(view: View, wanted: set[str], files: Files) -> Iterator[tuple[str, bytes]]:
    """The newest tables with some decisions; each name's newest content alone is in force."""
    rows = view.connection.execute(
        select(resource.c.name, resource.c.content)
        .join(deployment, deployment.c.id == resource.c.deployment_id)
        .where(resource.c.name.endswith(TABLE_SUFFIX, autoescape=True))
        .order_by(deployment.c.deployed_at.desc(), deployment.c.id.desc(), resource.c.name)
    )
    seen = set(files)
    for name, content in rows:
        if name in seen:
            continue
        seen.add(name)
        found = wanted & set(_decisions_in(name, content))
        if found:
            wanted = wanted - found
            yield name, content


def _decisions_in(name: str, content: bytes) -> Iterable[str]:
    if not name.endswith(TABLE_SUFFIX):
        return ()
    return compiled.examined(name, content).shapes


def newest(view: View, name: str) -> bytes | None:
    return view.connection.execute(
        select(resource.c.content)
        .join(deployment, deployment.c.id == resource.c.deployment_id)
        .where(resource.c.name == name)
        .order_by(deployment.c.deployed_at.desc(), deployment.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def diagrams(files: Files) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name.endswith(DIAGRAM_SUFFIX)}
