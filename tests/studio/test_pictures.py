"""Drawings as SVG, made on the server: everything is there, and hostile names stay text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from markupsafe import escape

from engine.drawing.boxes import Box, Point
from engine.drawing.interchange import ways_of
from tests.web.site import opened
from web.pictures.labels import box_of
from web.pictures.picture import Marks, picture
from web.pictures.svg import SVG

BPMN = Path(__file__).parents[2] / "bpmn"
HOSTILE = "</text><script>x</script>"
SHAPES = {"svg", "g", "path", "rect", "circle", "text"}


@pytest.fixture(scope="module", autouse=True)
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Names are told in the language of whoever reads."""
    site = opened(tmp_path_factory.mktemp("site"))
    with site.app.test_request_context("/"):
        yield
    site.world.engine.database.close()


def drawn(content: bytes, **marks: object) -> etree._Element:
    return etree.fromstring(str(picture(content, "Sơ đồ", Marks(**marks))))  # type: ignore[arg-type]


@pytest.mark.parametrize("file", sorted(BPMN.glob("*.bpmn")), ids=lambda path: path.stem)
def test_every_step_and_flow_of_a_delivered_drawing_is_in_its_picture(file):
    content = file.read_bytes()
    wanted = {
        node.get("bpmnElement")
        for node in etree.fromstring(content).iter("{*}BPMNShape", "{*}BPMNEdge")
    }

    svg = drawn(content)

    assert {group.get("data-element") for group in svg.iter(f"{{{SVG}}}g")} == wanted


@pytest.mark.parametrize("file", sorted(BPMN.glob("*.bpmn")), ids=lambda path: path.stem)
def test_no_question_and_no_answer_lies_on_a_line(file):
    content = file.read_bytes()
    root = etree.fromstring(content)
    asked = {node.get("id") for node in root.iter("{*}exclusiveGateway", "{*}sequenceFlow")}
    lines = [part for way in ways_of(root).values() for part in pairwise(way)]

    svg = drawn(content)

    covered = [
        (text.text, line)
        for group in svg.iter(f"{{{SVG}}}g")
        if group.get("data-element") in asked
        for text in group.iter(f"{{{SVG}}}text")
        for line in lines
        if crosses(
            box_of([text.text or ""], (int(text.get("x", "0")), int(text.get("y", "0")))), line
        )
    ]
    assert covered == []


def crosses(label: Box, line: tuple[Point, Point]) -> bool:
    """Lines of the drawings go straight across or straight down."""
    (x, y), (then_x, then_y) = line
    return (
        min(x, then_x) <= label.right
        and max(x, then_x) >= label.x
        and min(y, then_y) <= label.bottom
        and max(y, then_y) >= label.y
    )


def test_names_stay_text_whatever_they_are():
    text = (BPMN / "giay_khen_dot_xuat.bpmn").read_text()
    hostile = text.replace('name="Thẩm định nhanh"', f"name='{escape(HOSTILE)}'")

    svg = drawn(hostile.encode(), notes={"appraise_short": [HOSTILE]})

    assert {etree.QName(node).localname for node in svg.iter()} <= SHAPES
    [step] = [one for one in svg.iter(f"{{{SVG}}}g") if one.get("data-element") == "appraise_short"]
    *name, note = [text.text or "" for text in step.iter(f"{{{SVG}}}text")]
    assert "".join(name) == HOSTILE == note


def test_what_is_pointed_at_has_its_class():
    content = (BPMN / "giay_khen_dot_xuat.bpmn").read_bytes()

    svg = drawn(content, classes={"sign": "p-wrong"})

    assert svg.xpath("//*[@data-element='sign']/@class") == ["p-shape p-wrong"]


@pytest.mark.parametrize("content", [b"", b"<no", b"<a/>", b"PK\x03\x04"])
def test_what_is_no_drawing_has_no_picture(content):
    assert picture(content, "Sơ đồ") == ""
