// The palette: few shapes, and building blocks of award procedures that come set up.
import { make } from './elements.js';
import { say } from './words.js';

const CALLS = { intake: 'tiep_nhan', supplement: 'bo_sung', publication: 'cong_khai', issue: 'phat_hanh', call: '' };

const BLOCKS = [
  { key: 'step', icon: 'bpmn-icon-user-task', type: 'bpmn:UserTask' },
  { key: 'gateway', icon: 'bpmn-icon-gateway-xor', type: 'bpmn:ExclusiveGateway' },
  { key: 'gate', icon: 'bpmn-icon-intermediate-event-catch-condition', type: 'bpmn:IntermediateCatchEvent', event: 'bpmn:ConditionalEventDefinition' },
  { key: 'timer', icon: 'bpmn-icon-intermediate-event-catch-timer', type: 'bpmn:IntermediateCatchEvent', event: 'bpmn:TimerEventDefinition' },
  { key: 'end', icon: 'bpmn-icon-end-event-none', type: 'bpmn:EndEvent' },
  { key: 'intake', icon: 'bpmn-icon-call-activity', type: 'bpmn:CallActivity', vd: { nameEn: 'Intake', stage: 'Tiếp nhận', stageEn: 'Intake' } },
  { key: 'supplement', icon: 'bpmn-icon-call-activity', type: 'bpmn:CallActivity', vd: { nameEn: 'Supplement' } },
  { key: 'publication', icon: 'bpmn-icon-call-activity', type: 'bpmn:CallActivity', vd: { nameEn: 'Publication', stage: 'Công khai', stageEn: 'Publication', deadline: 'step.publish' } },
  {
    key: 'ballot', icon: 'bpmn-icon-user', type: 'bpmn:UserTask',
    camunda: { candidateGroups: 'council_secretary', formKey: 'bien_ban_hop' },
    vd: {
      nameEn: 'The council votes', stage: 'Hội đồng', stageEn: 'Council', deadline: 'step.council', document: 'council_minutes',
      gate: 'publication_complete opinions_answered council_quorum ballot_complete', legalBasis: 'R-COUN-02 R-COUN-05',
    },
  },
  {
    key: 'sign', icon: 'bpmn-icon-user-task', type: 'bpmn:UserTask',
    camunda: { candidateGroups: 'chairman,vice_chairman', formKey: 'ky_quyet_dinh' },
    vd: {
      nameEn: 'Sign the decision', stage: 'Ký quyết định', stageEn: 'Signature', deadline: 'step.sign', document: 'decision', irreversible: 'true',
      gate: 'publication_complete ballot_complete lateness_explained signature_evidence', legalBasis: 'R-AUTH-01 R-DOC-04 R-TIME-08',
    },
  },
  { key: 'issue', icon: 'bpmn-icon-call-activity', type: 'bpmn:CallActivity', vd: { nameEn: 'Issue', stage: 'Phát hành', stageEn: 'Issue' } },
  {
    key: 'escalation', icon: 'bpmn-icon-intermediate-event-catch-non-interrupting-timer', type: 'bpmn:SendTask',
    camunda: { type: 'external', topic: 'remind_officer' }, vd: { nameEn: 'Remind the officer', legalBasis: 'R-TIME-09 R-TIME-11' },
  },
  { key: 'call', icon: 'bpmn-icon-call-activity', type: 'bpmn:CallActivity' },
];

/** The palette as buttons of the page: dragged onto the drawing, or pressed to stand behind what is selected. */
export function palette(modeler, names) {
  const list = make('ul', { class: 's-palette' });
  for (const block of BLOCKS) {
    const button = make('button', { type: 'button', 'data-block': block.key });
    button.append(make('i', { class: block.icon, 'aria-hidden': 'true' }), make('span', { text: say(`block_${block.key}`) }));
    button.addEventListener('mousedown', (event) => drag(event, button, () => shapeOf(modeler, names, block), modeler));
    button.addEventListener('click', () => place(modeler, names, block));
    list.append(make('li', {}, button));
  }
  return list;
}

function drag(event, button, shape, modeler) {
  if (event.button !== 0) return;
  event.preventDefault();
  button.focus();
  modeler.get('create').start(event, shape());
}

function place(modeler, names, block) {
  const shape = shapeOf(modeler, names, block);
  const [selected] = modeler.get('selection').get();
  const isNode = selected && selected.businessObject.$instanceOf?.('bpmn:FlowNode');
  if (block.key === 'escalation' && isNode) return remind(modeler, names, selected, shape);
  const way = isNode && block.key !== 'end' ? onlyWayOut(selected) : null;
  if (way) return modeler.get('selection').select(putInto(modeler, selected, way, shape));
  const placed = isNode && !selected.businessObject.$instanceOf('bpmn:EndEvent')
    ? modeler.get('autoPlace').append(selected, shape)
    : modeler.get('modeling').createShape(shape, middle(modeler), parentOf(modeler));
  modeler.get('selection').select(placed);
}

function onlyWayOut(element) {
  const ways = element.outgoing.filter((one) => one.type === 'bpmn:SequenceFlow');
  return ways.length === 1 ? ways[0] : null;
}

const GAP = 60;

/** Between an element and what follows it: everything to the right makes room. */
function putInto(modeler, element, way, shape) {
  const right = element.x + element.width;
  const delta = shape.width + GAP;
  const all = modeler.get('elementRegistry').filter((one) => one.parent && !one.waypoints);
  const space = modeler.get('spaceTool');
  const { movingShapes, resizingShapes } = space.calculateAdjustments(all, 'x', delta, right + 1);
  space.makeSpace(movingShapes, resizingShapes, { x: delta, y: 0 }, 'e', right + 1);
  const at = { x: right + GAP / 2 + shape.width / 2, y: element.y + element.height / 2 };
  return modeler.get('modeling').createShape(shape, at, way);
}

/** A reminder hangs on the step it is about: a timer at its limit that does not interrupt. */
function remind(modeler, names, step, shape) {
  const factory = modeler.get('elementFactory');
  const timer = factory.createShape({ type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:TimerEventDefinition', cancelActivity: false });
  const limit = step.businessObject.get(names.vd('deadline')) || 'step.appraise';
  const definition = timer.businessObject.eventDefinitions[0];
  const moment = modeler.get('bpmnFactory').create('bpmn:FormalExpression', { body: `deadline("${limit}")` });
  moment.$parent = definition;
  definition.set('timeDate', moment);
  timer.businessObject.set('name', document.documentElement.lang === 'en' ? 'Step is due' : 'Hết hạn');
  const at = { x: step.x + step.width - 20, y: step.y };
  const placed = modeler.get('modeling').createShape(timer, at, step, { attach: true });
  modeler.get('selection').select(modeler.get('autoPlace').append(placed, shape));
}

function shapeOf(modeler, names, block) {
  const shape = modeler.get('elementFactory').createShape({ type: block.type, ...(block.event && { eventDefinitionType: block.event }) });
  const object = shape.businessObject;
  if (CALLS[block.key] !== undefined) object.set('calledElement', CALLS[block.key] || undefined);
  if (!['step', 'gateway', 'end', 'gate', 'timer', 'call'].includes(block.key)) object.set('name', say(`block_${block.key}`));
  for (const [name, value] of Object.entries(block.camunda ?? {})) object.set(names.camunda(name), value);
  for (const [name, value] of Object.entries(block.vd ?? {})) object.set(names.vd(name), value);
  return shape;
}

function middle(modeler) {
  const { x, y, width, height } = modeler.get('canvas').viewbox();
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

/** What something new stands in: the pool, where there is one. */
export function parentOf(modeler) {
  const registry = modeler.get('elementRegistry');
  return registry.find((element) => element.type === 'bpmn:Participant') ?? modeler.get('canvas').getRootElement();
}

// Kinds that the engine does not run are not offered; what a file brings of them is kept.
const NOT_RUN = /complex|script|compensation|ad-hoc|adhoc|transaction|cancel|link|instantiat|data-(object|store)|event-subprocess|event-sub-process/;

class OnlyWhatRuns {
  constructor(popupMenu) {
    popupMenu.registerProvider('bpmn-replace', 500, this);
  }

  getPopupMenuEntries() {
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([key]) => !NOT_RUN.test(key)));
  }
}

OnlyWhatRuns.$inject = ['popupMenu'];

export default {
  __init__: ['onlyWhatRuns'],
  onlyWhatRuns: ['type', OnlyWhatRuns],
  paletteProvider: ['value', null],
};
