// A quick look without data: tokens are moved by hand along the flows, as the drawing lets them go.
import { runToken } from '../token.js';
import { act, make } from './elements.js';
import { say } from './words.js';

const ROOM = { top: 240, left: 60, right: 60, bottom: 60 }; // the box of the quick look lies at the top
const CHOOSING = ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:EventBasedGateway', 'bpmn:ComplexGateway'];

export class QuickLook {
  constructor(place, modeler) {
    Object.assign(this, { place, modeler, tokens: [], arrived: new Map() });
    // Whatever is drawn anew is looked through from the beginning.
    modeler.on('commandStack.changed', () => { if (this.isOpen) this.begin(); });
    modeler.on('import.done', () => this.close());
  }

  get isOpen() {
    return Boolean(this.box);
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.begin();
  }

  begin() {
    this.box ??= this.place.appendChild(make('section', { class: 's-quick', 'aria-label': say('quick') }));
    this.arrived.clear();
    this.tokens = this._starts();
    this._draw();
  }

  close() {
    this.tokens = [];
    this._mark();
    this.box?.remove();
    this.box = undefined;
  }

  /** The token leaves an element by these flows, or by an event at its border. */
  _go(token, flows, event) {
    if (!event || event.cancelActivity !== false) this.tokens.splice(this.tokens.indexOf(token), 1);
    if (event) this.tokens.push(event);
    for (const flow of flows) this._arrive(flow);
    runToken(this.modeler, flows.map((flow) => flow.id));
    this._draw();
  }

  _arrive(flow) {
    const target = flow.targetRef;
    if (target.$type === 'bpmn:EndEvent') {
      if (isOf(target, 'bpmn:TerminateEventDefinition')) this.tokens = [];
      return;
    }
    if (target.$type === 'bpmn:ParallelGateway' && target.incoming.length > 1) {
      const here = [...(this.arrived.get(target) ?? []), flow];
      const waits = target.incoming.some((one) => !here.includes(one));
      this.arrived.set(target, waits ? here : []);
      if (waits) return;
    }
    this.tokens.push(isOf(target, 'bpmn:LinkEventDefinition') ? this._landing(target) ?? target : target);
  }

  _landing(link) {
    const name = link.eventDefinitions[0].name;
    return this._all('bpmn:IntermediateCatchEvent').find((one) => isOf(one, 'bpmn:LinkEventDefinition') && one.eventDefinitions[0].name === name);
  }

  _starts() {
    const inside = this._all('bpmn:StartEvent').filter((one) => one.$parent.$type === 'bpmn:Process');
    return inside.filter((one) => !one.eventDefinitions?.length).concat(inside.filter((one) => one.eventDefinitions?.length)).slice(0, 1);
  }

  _all(type) {
    return this.modeler.get('elementRegistry').filter((one) => one.type === type && !one.labelTarget).map((one) => one.businessObject);
  }

  _draw() {
    this._mark();
    const rows = this.tokens.map((token) => make('li', {}, make('b', { class: 'w5', text: nameOf(token) }), ...this._ways(token)));
    this.box.replaceChildren(
      make('p', { class: 'v-hint', text: say('quickHint') }),
      make('ul', { role: 'status' }, ...(rows.length ? rows : [make('li', { text: say('quickEnded') })])),
      make('div', { class: 'row' }, act(say('quickAgain'), () => this.begin(), { sign: 'back' }), act(say('quickLeave'), () => this.close(), { kind: 'v-btn--quiet' })),
    );
    this.box.querySelector('button').focus();
  }

  /** What may happen to a token: one button each. */
  _ways(token) {
    const flows = token.outgoing ?? [];
    const events = this._all('bpmn:BoundaryEvent').filter((one) => one.attachedToRef === token);
    const ways = CHOOSING.includes(token.$type) && flows.length > 1
      ? flows.map((flow) => act(flow.name || nameOf(flow.targetRef), () => this._go(token, [flow])))
      : flows.length ? [act(say('quickOn'), () => this._go(token, flows))] : [];
    return [...ways, ...events.map((event) => act(nameOf(event), () => this._go(token, [], event), { sign: 'clock' }))];
  }

  _mark() {
    const canvas = this.modeler.get('canvas');
    const here = new Set(this.tokens.map((token) => token.id));
    for (const element of this.modeler.get('elementRegistry').getAll()) {
      if (here.has(element.id)) canvas.addMarker(element.id, 'vd-current');
      else if (canvas.hasMarker(element.id, 'vd-current')) canvas.removeMarker(element.id, 'vd-current');
    }
    const last = this.tokens.at(-1);
    if (last) canvas.scrollToElement(last.id, ROOM);
  }
}

function isOf(event, type) {
  return event.eventDefinitions?.some((one) => one.$type === type);
}

function nameOf(object) {
  return object.name || object.id;
}
