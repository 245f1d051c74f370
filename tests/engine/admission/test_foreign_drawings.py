"""Drawings from anywhere: judged without an exception, refused at a place, or run whole.

Beside the drawings here and in `foreign`, everything of the kind that installed packages bring is
judged, and with `VINHDANH_CORPUS=folder` whatever lies in a folder.
"""

from __future__ import annotations

import os
import sysconfig
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from engine.admission import Catalogue, read
from engine.drawing import drawn_whole
from engine.errors import ModelError
from engine.judging import judge
from engine.model import ElementKind, Severity
from engine.spiff import compile_set
from forms import DefinitionValidator
from tests.engine.admission.foreign_fates import FATES, FOLDER, fates
from tests.engine.spiff.playing import FakeHost

ROOT = Path(__file__).parents[3]
ENDINGS = (".bpmn", ".dmn", ".bpmn20.xml", ".bpmn2")
MOST_FILES = 1_500
LARGEST = 2 * 1024 * 1024

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def judged(name: str, content: bytes) -> str:
    """Its fate: refused with every error placed, or accepted, whole and able to start."""
    problems = judge({name: content}, Catalogue(), DefinitionValidator())
    for problem in problems:
        assert problem.message % problem.params
        if problem.severity is Severity.ERROR:
            assert problem.hint % problem.params, problem
            assert problem.line or problem.element, problem
    whole = drawn_whole(content)
    assert drawn_whole(whole) == whole
    if any(problem.severity is Severity.ERROR for problem in problems):
        return "refused"
    if name.endswith(".dmn"):
        return "accepted"
    assert _meant(name, whole) == _meant(name, content)
    for executable in compile_set(read({name: content}).processes, {name: content}).values():
        starts = [
            element.id
            for element in executable.process.elements.values()
            if element.kind is ElementKind.START and not element.scope
        ]
        try:
            execution = executable.start(FakeHost(), starts[0])
        except ModelError as error:
            # Conditions that never hold stop a case loudly; they are data, not shape.
            assert "No way out" in str(error)
        else:
            assert execution.waits() or execution.is_completed()
            assert executable.restore(execution.snapshot()).snapshot() == execution.snapshot()
    return "accepted"


def _meant(name: str, content: bytes) -> list[tuple[object, ...]]:
    """What is read of it, apart from the lines."""
    return [
        (
            process.id,
            {element.id: element.kind for element in process.elements.values()},
            {
                (flow.id, flow.source, flow.target, flow.condition)
                for flow in process.flows.values()
            },
            process.lanes,
        )
        for process in read({name: content}).processes
    ]


def installed() -> Iterator[Path]:
    """Drawings kept here, in packages that are installed, and in the folder that was named."""
    folders = [FOLDER, Path(sysconfig.get_path("purelib")), ROOT / "node_modules"]
    named = os.environ.get("VINHDANH_CORPUS", "")
    if named:
        folders.append(Path(named))
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.name.endswith(ENDINGS) and path.is_file() and path.stat().st_size <= LARGEST:
                yield path


def test_what_installed_packages_bring_is_judged(
    record_property: Callable[[str, object], None],
) -> None:
    found: Counter[str] = Counter()
    for path in islice(installed(), MOST_FILES):
        found[f"{path.suffix} {judged(path.name, path.read_bytes())}"] += 1

    for outcome, count in found.items():
        record_property(outcome, count)
    assert found.total() >= 50


def test_each_drawing_kept_here_is_judged_as_it_was_before() -> None:
    assert fates() == tomllib.loads(FATES.read_text("utf-8"))


def drawing(body: str, *, head: str = "", prefix: str = "", encoding: str = "UTF-8") -> bytes:
    """A file as another tool would write it, with its own prefix and encoding."""
    mark = f"{prefix}:" if prefix else ""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    text = body.replace("<~", f"<{mark}").replace("</~", f"</{mark}")
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<!-- drawn elsewhere --><?tool x?>\n'
        f'<{mark}definitions {space}="{BPMN}" xmlns:tns="urn:t" targetNamespace="urn:t" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {head}>\n{text}\n'
        f"</{mark}definitions>\n"
    ).encode(encoding)


PLAIN = """<~process id="đơn_xin" isExecutable="true">
  <~sequenceFlow sourceRef="s" targetRef="tns:t"/>
  <~startEvent id="s"><~outgoing>not_there</~outgoing></~startEvent>
  <~task id="t" name="Nhận\nđơn"><~documentation><![CDATA[<b>&]]></~documentation></~task>
  <~sequenceFlow sourceRef="t" targetRef="e"/><~endEvent id="e"/></~process>"""
"""Flows without ids that come first, a reference with a prefix, a list that does not agree."""

ACCEPTED = {
    "no prefix": drawing(PLAIN),
    "its own prefix": drawing(PLAIN, prefix="semantic"),
    "two bytes a character": drawing(PLAIN, prefix="bpmn2", encoding="UTF-16"),
    "a mark at the beginning": b"\xef\xbb\xbf" + drawing(PLAIN, prefix="bpmn2"),
    "several processes": drawing(PLAIN + PLAIN.replace("đơn_xin", "other").replace('"s"', '"s2"')
        .replace('"t"', '"t2"').replace("tns:t", "tns:t2").replace('"e"', '"e2"')),
    "another vendor": drawing(
        PLAIN.replace("<~task ", '<~task activiti:class="x.Y" '),
        head='xmlns:activiti="http://activiti.org/bpmn"',
    ),
    "a picture without a process beside it": drawing(
        '<~collaboration id="c"><~participant id="them" name="Tỉnh"/>'
        '<~participant id="us" processRef="tns:đơn_xin"/>'
        '<~messageFlow id="m" sourceRef="t" targetRef="them"/></~collaboration>' + PLAIN
    ),
    "lanes in lanes": drawing(
        PLAIN.replace(
            "<~startEvent",
            '<~laneSet id="l"><~lane id="a" name="A"><~flowNodeRef>s</~flowNodeRef><~childLaneSet '
            'id="k"><~lane id="b"><~flowNodeRef>t</~flowNodeRef></~lane></~childLaneSet></~lane>'
            "</~laneSet><~startEvent", 1,
        )
    ),
}  # fmt: skip

REFUSED = {
    "no-executable-process": drawing(PLAIN.replace('"true"', '"false"')),
    "not-bpmn": b"<definitions xmlns='urn:x'/>",
    "not-xml": drawing(PLAIN)[:-20],
    "duplicate-id": drawing(PLAIN.replace('id="e"', 'id="s"')),
    "flow-reference": drawing(PLAIN.replace('targetRef="e"', 'targetRef="gone"')),
    "expressions-understood": drawing(
        PLAIN.replace("<~task ", "<~exclusiveGateway ").replace("</~task>", "</~exclusiveGateway>")
        .replace('targetRef="e"/>', 'targetRef="e"><~conditionExpression>${a == "x"}'
                 "</~conditionExpression></~sequenceFlow>"
                 '<~sequenceFlow sourceRef="t" targetRef="e2"/><~endEvent id="e2"/>')
    ),
    "doctype": drawing(PLAIN).replace(b"<!-- drawn elsewhere -->", b"<!DOCTYPE x>"),
}  # fmt: skip


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_everyday_drawings_of_other_tools_are_accepted(content: bytes) -> None:
    assert judged("drawn.bpmn", content) == "accepted"


@pytest.mark.parametrize(("rule", "content"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_run_is_refused_for_a_reason_with_a_name(rule: str, content: bytes) -> None:
    assert judged("drawn.bpmn", content) == "refused"
    problems = judge({"drawn.bpmn": content}, Catalogue(), DefinitionValidator())
    assert rule in {problem.rule for problem in problems}


def test_a_condition_of_another_engine_is_told_in_feel() -> None:
    content = REFUSED["expressions-understood"]

    problems = judge({"drawn.bpmn": content}, Catalogue(), DefinitionValidator())

    (hint,) = [p.hint % p.params for p in problems if p.rule == "expressions-understood"]
    assert hint == 'In FEEL it is: a = "x"'
