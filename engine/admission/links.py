"""Link events: a flow drawn in two halves, joined again while the drawing is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.model import Element, ElementKind, EventKind, Flow


def links_of(elements: Mapping[str, Element]) -> Iterator[Flow]:
    """A flow from each link that throws to the one of its name; what does not fit is left open."""
    landings = Landings(elements)
    for throw in elements.values():
        found = landings.of(throw)
        if len(found) == 1:
            # A space cannot stand in an XML id, so that no drawn flow is called like this.
            id_ = f"{throw.id} {found[0].id}"
            yield Flow(id=id_, source=throw.id, target=found[0].id, line=throw.line)


class Landings:
    """The catching halves of links, by what throwing ones look for."""

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self._catching: dict[tuple[str, str], list[Element]] = {}
        for element in elements.values():
            if element.kind is ElementKind.CATCH and element.event is EventKind.LINK:
                self._catching.setdefault(place_of(element), []).append(element)

    def of(self, throw: Element) -> list[Element]:
        """The catching links in the same scope that bear the name of a throwing one."""
        if throw.kind is not ElementKind.THROW or throw.event is not EventKind.LINK:
            return []
        return self._catching.get(place_of(throw), [])


def place_of(link: Element) -> tuple[str, str]:
    """In which scope, and under which name, its other half is looked for."""
    return link.scope, link.event_ref
