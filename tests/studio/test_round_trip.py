"""Import and save without a change: nothing of a drawing is lost, neither ours nor anybody's."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
DRAWINGS = sorted({*ROOT.glob("bpmn/*.bpmn"), *ROOT.glob("tests/**/*.bpmn")})
SAVE = """
import { BpmnModdle } from 'bpmn-moddle';
const texts = JSON.parse(await new Response(process.stdin).text());
const saved = [];
for (const text of texts) {
  const { rootElement, warnings } = await new BpmnModdle().fromXML(text);
  const { xml } = await new BpmnModdle().toXML(rootElement, { format: true });
  saved.push({ xml, warnings: warnings.map((one) => one.message) });
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

TEXTS = {path.name: path.read_text("utf-8") for path in DRAWINGS} | {"foreign": FOREIGN}


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


def meaning(text: str) -> object:
    """A drawing without what means nothing: prefixes, the order of attributes, white space."""
    return _meaning(etree.fromstring(text.encode(), etree.XMLParser(remove_comments=True)))


def _meaning(node: etree._Element) -> object:
    text = " ".join((node.text or "").split())
    attributes = sorted((str(name), _value(str(name), node)) for name in node.attrib)
    return str(node.tag), attributes, text, [_meaning(child) for child in node]


def _value(name: str, node: etree._Element) -> str:
    """Numbers may be spelled anew, and a type goes by its local name."""
    value = str(node.get(name))
    if name.endswith("}type"):
        return value.rpartition(":")[2]
    try:
        return str(float(value))
    except ValueError:
        return value


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, object]]:
    """What came of every drawing, by name; one process of node saves them all."""
    return dict(zip(TEXTS, saved(list(TEXTS.values())), strict=True))


@pytest.mark.parametrize("name", TEXTS)
def test_a_drawing_means_the_same_after_it_was_opened_and_saved(answers, name):
    assert answers[name]["warnings"] == []
    assert meaning(str(answers[name]["xml"])) == meaning(TEXTS[name])


def test_a_lost_attribute_would_be_seen():
    assert meaning(FOREIGN.replace(' c7:odd="1"', "")) != meaning(FOREIGN)
