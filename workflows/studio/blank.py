"""An empty sheet: the smallest process that can be drawn on."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

_SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:vd="urn:vinhdanh:bpmn:1"
  id={definitions} targetNamespace="urn:vinhdanh:procedures">
  <bpmn:process id={key} isExecutable="true">
    <bpmn:startEvent id="filed" name="Đơn vị nộp hồ sơ đề nghị"
      vd:nameEn="Unit files the dossier" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1">
    <bpmndi:BPMNPlane id="Plane_1" bpmnElement={key}>
      <bpmndi:BPMNShape id="Shape_filed" bpmnElement="filed">
        <dc:Bounds x="160" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="133" y="203" width="90" height="28" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def blank_diagram(key: str) -> bytes:
    """A diagram of a process with nothing but its start."""
    return _SHEET.format(definitions=quoteattr(f"Definitions_{key}"), key=quoteattr(key)).encode()
