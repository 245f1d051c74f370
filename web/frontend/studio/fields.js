// Which fields the panel shows for what is selected: our own, in the order in which one asks.
import { checks, note, number, select, text, tick } from './controls.js';
import { conditionField } from './condition-field.js';
import { deadlineField } from './deadline-field.js';
import { timerField } from './timer-field.js';
import { inLanguage, say } from './words.js';

const RUNS = [
  'bpmn:StartEvent', 'bpmn:EndEvent', 'bpmn:IntermediateCatchEvent', 'bpmn:IntermediateThrowEvent', 'bpmn:BoundaryEvent', 'bpmn:UserTask', 'bpmn:ManualTask',
  'bpmn:ServiceTask', 'bpmn:SendTask', 'bpmn:ReceiveTask', 'bpmn:BusinessRuleTask', 'bpmn:CallActivity', 'bpmn:SubProcess', 'bpmn:ExclusiveGateway', 'bpmn:ParallelGateway',
  'bpmn:InclusiveGateway', 'bpmn:EventBasedGateway', 'bpmn:SequenceFlow', 'bpmn:Process', 'bpmn:Participant', 'bpmn:Lane', 'bpmn:Collaboration', 'bpmn:TextAnnotation', 'bpmn:Association', 'bpmn:Group',
];
const MOST_STEPS = 24;
const REFERENCES = {
  'bpmn:MessageEventDefinition': ['messageRef', 'bpmn:Message', 'message'],
  'bpmn:SignalEventDefinition': ['signalRef', 'bpmn:Signal', 'signal'],
  'bpmn:ErrorEventDefinition': ['errorRef', 'bpmn:Error', 'error'],
  'bpmn:EscalationEventDefinition': ['escalationRef', 'bpmn:Escalation', 'escalation'],
};

/** {kind, main, advanced}: the fields of one element. */
export function fieldsOf(binding, offers) {
  const type = binding.object.$type;
  if (!RUNS.includes(type) || binding.get('triggeredByEvent') || binding.get('isForCompensation')) {
    return { kind: 'other', main: [naming(binding), note(say('locked'))], advanced: [identity(binding)] };
  }
  const main = [naming(binding)];
  const advanced = [];
  if (type !== 'bpmn:TextAnnotation' && type !== 'bpmn:Lane') main.push(text('nameEn', say('nameEn'), binding.vd('nameEn'), (value) => binding.setVd('nameEn', value), { hint: say('nameEnExample') }));
  for (const add of [process, human, system, table, call, condition, timer, waiting, reference, common, loop]) add({ binding, offers, type, main, advanced });
  if (binding.is('bpmn:FlowElement') || binding.is('bpmn:Process')) {
    main.push(text('documentation', say('documentation'), binding.documentation, (value) => { binding.documentation = value; }, { hint: say('documentationExample'), rows: 3 }));
  }
  advanced.push(identity(binding));
  return { kind: kindOf(binding), main, advanced };
}

function kindOf(binding) {
  for (const [type, kind] of [['Process', 'process'], ['CallActivity', 'part'], ['Activity', 'step'], ['Gateway', 'gateway'], ['Event', 'event'], ['SequenceFlow', 'flow'], ['Lane', 'lane']]) {
    if (binding.is(`bpmn:${type}`)) return kind;
  }
  return 'other';
}

function naming(binding) {
  const example = binding.is('bpmn:Gateway') ? 'questionExample' : binding.is('bpmn:SequenceFlow') ? 'answerExample' : binding.is('bpmn:Event') ? 'eventExample' : 'nameExample';
  return text('name', say('name'), binding.name, (value) => { binding.name = value.trim(); }, { hint: say(example) });
}

function identity(binding) {
  return text('id', say('id'), binding.get('id'), (value) => binding.rename(value.trim()), { hint: say('idExample') });
}

function process({ binding, offers, main, advanced }) {
  if (!binding.is('bpmn:Process')) return;
  main.push(
    text('procedure', say('procedureKey'), binding.vd('procedure'), (value) => binding.setVd('procedure', value.trim()), { hint: say('procedureHint') }),
    deadlineField('deadline', say('processLimit'), binding.vd('deadline'), (value) => binding.setVd('deadline', value), offers, { own: false }),
    legal(binding, offers),
  );
  advanced.push(tick('executable', say('executable'), Boolean(binding.get('isExecutable')), (value) => binding.set('isExecutable', value)));
}

function human({ binding, offers, main, advanced }) {
  if (!binding.is('bpmn:UserTask') && !binding.is('bpmn:ManualTask')) return;
  const groups = list(binding.camunda('candidateGroups'), ',');
  const roles = Object.entries(offers.roles).map(([key, title]) => [key, title]);
  const places = [['unit:nominator', say('ofUnit', { role: offers.roles.nominator ?? 'nominator' })]];
  for (const group of groups.filter((one) => one.startsWith('superior:'))) places.push([group, say('ofSuperior', { role: offers.roles[group.slice('superior:'.length)] ?? group })]);
  const forms = offers.forms.map((form) => [form.key, inLanguage(form)]);
  main.push(
    checks('role', say('roles'), groups, [...roles, ...places], (value) => binding.setCamunda('candidateGroups', value.join(',')), { hint: say('rolesHint') }),
    select('form', say('form'), binding.camunda('formKey'), forms, (value) => binding.setCamunda('formKey', value), { hint: say('formHint') }),
    deadlineField('deadline', say('deadline'), binding.vd('deadline'), (value) => binding.setVd('deadline', value), offers),
    gates(binding, offers),
    checks('returnTo', say('returnTo'), list(binding.vd('returnTo')), steps(binding, ['bpmn:UserTask', 'bpmn:ManualTask', 'bpmn:CallActivity', 'bpmn:SubProcess']), (value) => binding.setVd('returnTo', value.join(' ')), { hint: say('returnHint'), most: MOST_STEPS }),
    checks('fourEyes', say('fourEyes'), list(binding.vd('fourEyes')), steps(binding, ['bpmn:UserTask']), (value) => binding.setVd('fourEyes', value.join(' ')), { hint: say('fourEyesHint'), most: MOST_STEPS }),
    text('taskTitle', say('taskTitle'), binding.vd('taskTitle'), (value) => binding.setVd('taskTitle', value), { hint: say('taskTitleHint') }),
    text('taskTitleEn', say('taskTitleEn'), binding.vd('taskTitleEn'), (value) => binding.setVd('taskTitleEn', value), { hint: say('taskTitleEnHint') }),
    tick('irreversible', say('irreversible'), ['true', '1'].includes(binding.vd('irreversible')), (value) => binding.setVd('irreversible', value ? 'true' : '')),
  );
  if (offers.decisions.length) main.push(criteria(binding, offers));
  advanced.push(
    text('groupsRaw', say('groupsRaw'), binding.camunda('candidateGroups'), (value) => binding.setCamunda('candidateGroups', value.trim()), { hint: 'award_officer,superior:award_officer' }),
    text('assignee', say('assignee'), binding.camunda('assignee'), (value) => binding.setCamunda('assignee', value.trim())),
  );
}

function criteria(binding, offers) {
  return select('decision', say('criteria'), binding.camunda('decisionRef'), offers.decisions.map((one) => [one.key, one.vi]), (value) => binding.setCamunda('decisionRef', value));
}

function system({ binding, offers, main, advanced }) {
  const throws = binding.is('bpmn:ThrowEvent') && binding.event?.$type === 'bpmn:MessageEventDefinition';
  if (!binding.is('bpmn:ServiceTask') && !binding.is('bpmn:SendTask') && !throws) return;
  const chosen = offers.topics.find((topic) => topic.key === binding.camunda('topic'));
  main.push(select('topic', say('topic'), binding.camunda('topic'), offers.topics.map((topic) => [topic.key, topic.title]), (value) => binding.setCamunda('topic', value, { type: value && 'external' }), {
    hint: chosen?.sets.length ? say('topicSets', { names: chosen.sets.join(', ') }) : '',
  }));
  advanced.push(tick('async', say('async'), ['true', '1'].includes(binding.camunda('asyncBefore')), (value) => binding.setCamunda('asyncBefore', value ? 'true' : ''), { hint: say('asyncHint') }));
}

function table({ binding, offers, main, advanced }) {
  if (!binding.is('bpmn:BusinessRuleTask')) return;
  main.push(
    select('decision', say('decision'), binding.camunda('decisionRef'), offers.decisions.map((one) => [one.key, one.vi]), (value) => binding.setCamunda('decisionRef', value)),
    text('resultVariable', say('resultVariable'), binding.camunda('resultVariable'), (value) => binding.setCamunda('resultVariable', value.trim()), { hint: say('resultExample') }),
  );
  advanced.push(select('mapping', say('mapping'), binding.camunda('mapDecisionResult'), [['singleEntry', say('singleEntry')], ['singleResult', say('singleResult')]], (value) => binding.setCamunda('mapDecisionResult', value)));
}

function call({ binding, offers, main, advanced }) {
  if (!binding.is('bpmn:CallActivity')) return;
  main.push(
    select('calls', say('calls'), binding.get('calledElement'), offers.processes.map((one) => [one.key, inLanguage(one)]), (value) => binding.set('calledElement', value), { hint: say('callsHint'), blank: say('choose') }),
    deadlineField('deadline', say('deadline'), binding.vd('deadline'), (value) => binding.setVd('deadline', value), offers),
  );
  const written = binding.inputs.map((one) => `${one.target} = ${one.source ?? one.sourceExpression ?? ''}`).join('\n');
  advanced.push(text('inputs', say('inputs'), written, (value) => { binding.inputs = pairs(value); }, { hint: say('inputsHint'), rows: 3 }));
}

function condition({ binding, offers, type, main, advanced }) {
  if (type !== 'bpmn:SequenceFlow') return;
  const source = binding.get('sourceRef');
  const isChoice = ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway'].includes(source?.$type) && source.get('outgoing').length > 1;
  const written = binding.expression(binding.object, 'conditionExpression');
  if (!isChoice && !written) return;
  const isDefault = source.get('default') === binding.object;
  main.push(tick('default', say('isDefault'), isDefault, (value) => binding.change(source, { default: value ? binding.object : undefined })));
  const { body, raw } = conditionField(written, (value) => binding.setExpression(binding.object, 'conditionExpression', value), askable(binding, offers), offers.values);
  main.push(body);
  advanced.push(raw);
}

function timer({ binding, offers, main, advanced }) {
  if (binding.event?.$type !== 'bpmn:TimerEventDefinition') return;
  const { body, raw } = timerField(binding, offers);
  main.push(body);
  advanced.push(raw);
}

function waiting({ binding, offers, main, advanced }) {
  if (binding.event?.$type !== 'bpmn:ConditionalEventDefinition') return;
  main.push(gates(binding, offers));
  const definition = binding.event;
  const { body, raw } = conditionField(binding.expression(definition, 'condition'), (value) => binding.setExpression(definition, 'condition', value), askable(binding, offers), offers.values);
  main.push(body);
  advanced.push(raw);
}

function reference({ binding, main }) {
  const known = REFERENCES[binding.event?.$type] ?? (binding.is('bpmn:ReceiveTask') ? REFERENCES['bpmn:MessageEventDefinition'] : null);
  if (!known) return;
  const [name, type, word] = known;
  const holder = binding.event ?? binding.object;
  const there = binding.modeler.getDefinitions().rootElements.filter((one) => one.$type === type).map((one) => one.get('name')).filter(Boolean);
  main.push(text('eventRef', say(word), holder.get(name)?.get('name') ?? '', (value) => binding.refer(holder, name, type, value.trim()), { hint: there.length ? there.join(', ') : say('eventRefExample') }));
}

function common({ binding, offers, main }) {
  if (binding.vd('gate') && !takesGates(binding)) main.push(gates(binding, offers));
  if (binding.is('bpmn:BoundaryEvent')) main.push(tick('interrupting', say('interrupting'), binding.get('cancelActivity') !== false, (value) => binding.set('cancelActivity', value)));
  if (!binding.is('bpmn:Activity')) return;
  main.push(
    stage(binding, offers),
    text('stageEn', say('stageEn'), binding.vd('stageEn'), (value) => binding.setVd('stageEn', value), { hint: say('stageEnExample') }),
    select('document', say('document'), binding.vd('document'), offers.documents.map((one) => [one.key, one.title]), (value) => binding.setVd('document', value), { hint: say('documentHint') }),
    legal(binding, offers),
  );
}

function loop({ binding, advanced }) {
  const many = binding.get('loopCharacteristics');
  if (!many) return;
  if (many.$type === 'bpmn:StandardLoopCharacteristics') {
    advanced.push(
      text('loopUntil', say('condition'), binding.expression(many, 'loopCondition'), (value) => binding.setExpression(many, 'loopCondition', value), { hint: say('feelExample') }),
      number('loopMost', say('loopMost'), String(many.get('loopMaximum') ?? ''), (value) => binding.change(many, { loopMaximum: value ? Number(value) : undefined })),
    );
    return;
  }
  const named = (name) => binding.names.camunda(name);
  advanced.push(
    text('loopTimes', say('loopTimes'), binding.expression(many, 'loopCardinality'), (value) => binding.setExpression(many, 'loopCardinality', value)),
    text('loopList', say('loopList'), many.get(named('collection')) ?? '', (value) => binding.change(many, { [named('collection')]: value || undefined }), { hint: say('loopListExample') }),
    text('loopItem', say('loopItem'), many.get(named('elementVariable')) ?? '', (value) => binding.change(many, { [named('elementVariable')]: value || undefined })),
    text('loopUntil', say('loopUntil'), binding.expression(many, 'completionCondition'), (value) => binding.setExpression(many, 'completionCondition', value), { hint: say('feelExample') }),
  );
}

function gates(binding, offers) {
  return checks('gates', say('gates'), list(binding.vd('gate')), offers.gates.map((gate) => [gate.key, `${gate.title} (${gate.rule})`]), (value) => binding.setVd('gate', value.join(' ')), { hint: say('gatesHint') });
}

/** Elsewhere a gate guards nothing; it is shown so that it can be taken away. */
function takesGates(binding) {
  return binding.is('bpmn:UserTask') || binding.is('bpmn:ManualTask') || binding.event?.$type === 'bpmn:ConditionalEventDefinition';
}

function stage(binding, offers) {
  return text('stage', say('stage'), binding.vd('stage'), (value) => {
    const known = offers.stages.find((one) => one.key === value);
    binding.setVd('stage', value);
    if (known?.en && !binding.vd('stageEn')) binding.setVd('stageEn', known.en);
  }, { hint: say('stageHint'), list: 'giai-doan' });
}

/** The chosen rules by what they say, and a list to add another. */
function legal(binding, offers) {
  const rules = offers.rules.map((one) => [one.key, `${one.key} · ${inLanguage(one)}`]);
  return checks('legalBasis', say('legalBasis'), list(binding.vd('legalBasis')), rules, (value) => binding.setVd('legalBasis', value.join(' ')), { hint: say('legalHint'), most: 0 });
}

/** What a condition may ask about: fields of the forms in this drawing, what topics set, facts. */
function askable(binding, offers) {
  const registry = binding.modeler.get('elementRegistry');
  const used = new Set(registry.filter((one) => one.type === 'bpmn:UserTask').map((one) => one.businessObject.get(binding.names.camunda('formKey'))));
  const fields = offers.forms.filter((form) => used.has(form.key)).flatMap((form) => form.fields);
  const set = offers.topics.flatMap((topic) => topic.sets).map((key) => ({ key, vi: key, kind: 'text' }));
  const once = new Map([...fields, ...set, ...offers.facts].map((field) => [field.key, field]));
  return [...once.values()];
}

function steps(binding, types) {
  return binding.modeler.get('elementRegistry')
    .filter((one) => !one.labelTarget && one !== binding.element && types.some((type) => one.businessObject.$instanceOf(type)))
    .map(({ businessObject: one }) => [one.id, inLanguage({ vi: one.get('name'), en: one.get(binding.names.vd('nameEn')) }) || one.id]);
}

function list(written, separator = /\s+/) {
  return written.split(separator).map((one) => one.trim()).filter(Boolean);
}

function pairs(written) {
  return written.split('\n').map((line) => /^\s*([^=\s]+)\s*=\s*(.+)$/.exec(line)).filter(Boolean).map(([, target, source]) => [target, source.trim()]);
}
