"""Link events: a flow drawn in two halves, joined again while the drawing is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.model import Element, ElementKind, EventKind, Flow


def links_of(elements: Mapping[str, Element]) -> Iterator[Flow]:
    """A flow from each link that throws to the one of its name; what does not fit is left open."""
    for throw in elements.values():
        landings = landings_of(throw, elements)
        if len(landings) == 1:
            # A space cannot stand in an XML id, so that no drawn flow is called like this.
            id_ = f"{throw.id} {landings[0].id}"
            yield Flow(id=id_, source=throw.id, target=landings[0].id, line=throw.line)


def landings_of(throw: Element, elements: Mapping[str, Element]) -> list[Element]:
    """The catching links in the same scope that bear the name of a throwing one."""
    if throw.kind is not ElementKind.THROW or throw.event is not EventKind.LINK:
        return []
    return [
        landing
        for landing in elements.values()
        if landing.kind is ElementKind.CATCH
        and landing.event is EventKind.LINK
        and landing.scope == throw.scope
        and landing.event_ref == throw.event_ref
    ]
