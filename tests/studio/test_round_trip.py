"""Import and save without a change: nothing of a drawing is lost, neither ours nor anybody's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.studio.meaning import meaning

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "node_modules"
STRANGERS = ROOT / "tests/engine/admission/foreign"
"""Drawings of other people, among them broken ones that the library does not open."""

OWN = sorted({*ROOT.glob("bpmn/*.[bd]*mn"), *ROOT.glob("tests/**/*.bpmn")} - {*STRANGERS.glob("*")})
EMBEDDED = re.compile(r"<((?:\w+:)?definitions)\s[^>]*>.*?</\1>", re.DOTALL)
SAVE = """
import { BpmnModdle } from 'bpmn-moddle';
import { DmnModdle } from 'dmn-moddle';
const texts = JSON.parse(await new Response(process.stdin).text());
const saved = [];
for (const text of texts) {
  const moddle = text.includes('spec/DMN/') ? new DmnModdle() : new BpmnModdle();
  try {
    const { rootElement, warnings } = await moddle.fromXML(text);
    const { xml } = await moddle.toXML(rootElement, { format: true });
    saved.push({ xml, warnings: warnings.map((one) => one.message) });
  } catch (refusal) {
    saved.push({ xml: '', warnings: [refusal.message] });
  }
}
process.stdout.write(JSON.stringify(saved));
"""
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:c7="http://camunda.org/schema/1.0/bpmn" xmlns:other="urn:other"
  xmlns:ours="urn:vinhdanh:bpmn:1"
  id="d" targetNamespace="t" other:tool="x">
  <bpmn:process id="p" isExecutable="true" ours:procedure="k" ours:never="kept">
    <bpmn:userTask id="t" name="A" c7:candidateGroups="a,b" c7:odd="1" ours:gate="g h">
      <bpmn:documentation>Hướng dẫn</bpmn:documentation>
      <bpmn:extensionElements>
        <c7:properties><c7:property name="n" value="v" /></c7:properties>
        <c7:neverHeardOf level="2"><c7:inside>words</c7:inside></c7:neverHeardOf>
        <other:thing a="1"><other:part>x</other:part></other:thing>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:complexGateway id="g" />
    <bpmn:scriptTask id="s" scriptFormat="x"><bpmn:script>y</bpmn:script></bpmn:scriptTask>
    <bpmn:dataObject id="o" /><bpmn:dataObjectReference id="r" dataObjectRef="o" />
    <bpmn:textAnnotation id="n"><bpmn:text>Ghi chú</bpmn:text></bpmn:textAnnotation>
  </bpmn:process>
</bpmn:definitions>
"""


def shipped() -> dict[str, str]:
    """Every diagram that the packages of the front-end bring along: files, and texts in sources."""
    found: dict[str, str] = {}
    for folder in sorted({*PACKAGES.glob("*mn*"), *PACKAGES.glob("@bpmn-io/*")}):
        for path in sorted(folder.rglob("*")):
            if "dist" in path.parts or path.suffix not in (".bpmn", ".dmn", ".js", ".md"):
                continue
            text = path.read_text("utf-8", "replace")
            for number, one in enumerate(EMBEDDED.finditer(text), start=1):
                found[f"{path.relative_to(PACKAGES)}:{number}"] = one[0]
    return {name: _plain(text) for name, text in found.items()}


def _plain(text: str) -> str:
    """A drawing in a script is spelled as a script spells it: pieces of text put together."""
    if "' +" not in text:
        return text
    return "".join(re.findall(r"'((?:[^'\\\\]|\\\\.)*)'", f"'{text}'"))


TEXTS = {path.name: path.read_text("utf-8") for path in OWN} | {"foreign": FOREIGN} | shipped()


def saved(texts: list[str]) -> list[dict[str, object]]:
    """What the library of the drawing board writes for each text."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, "--input-type=module", "-e", SAVE],
        cwd=ROOT,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, object]]:
    """What came of every drawing, by name; one process of node saves them all."""
    return dict(zip(TEXTS, saved(list(TEXTS.values())), strict=True))


def test_packages_still_bring_diagrams_along():
    assert len(shipped()) >= 3


@pytest.mark.parametrize("name", TEXTS)
def test_a_drawing_means_the_same_after_it_was_opened_and_saved(answers, name):
    assert answers[name]["warnings"] == []
    assert meaning(str(answers[name]["xml"])) == meaning(TEXTS[name])


def test_whatever_of_strangers_opens_means_the_same_when_it_was_saved():
    files = sorted(STRANGERS.glob("*.bpmn"))
    texts = {path.name: path.read_text("utf-8", "replace") for path in files}

    opened = {
        name: (str(answer["xml"]), text)
        for (name, text), answer in zip(texts.items(), saved(list(texts.values())), strict=True)
        if not answer["warnings"]
    }

    assert len(opened) > 30
    assert [name for name, (xml, text) in opened.items() if meaning(xml) != meaning(text)] == []


def test_a_lost_attribute_would_be_seen():
    assert meaning(FOREIGN.replace(' c7:odd="1"', "")) != meaning(FOREIGN)
