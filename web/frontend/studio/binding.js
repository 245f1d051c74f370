// Reading and changing one selected element; every change goes through the command stack.
import { is } from 'bpmn-js/lib/util/ModelUtil';

export class Binding {
  constructor(modeler, names, element) {
    this.modeler = modeler;
    this.names = names;
    this.element = element;
  }

  get object() {
    const own = this.element.businessObject;
    return is(own, 'bpmn:Participant') && own.processRef ? own.processRef : own;
  }

  is(type) {
    return is(this.object, type);
  }

  /** An attribute of the standard. */
  get(name) {
    return this.object.get(name) ?? '';
  }

  set(name, value) {
    this._change(this.object, { [name]: value === '' ? undefined : value });
  }

  vd(name) {
    return this.object.get(this.names.vd(name)) ?? '';
  }

  setVd(name, value) {
    this._change(this.object, { [this.names.vd(name)]: value || undefined });
  }

  camunda(name) {
    return this.object.get(this.names.camunda(name)) ?? '';
  }

  setCamunda(name, value, more = {}) {
    const named = Object.fromEntries(Object.entries({ [name]: value, ...more }).map(([key, one]) => [this.names.camunda(key), one || undefined]));
    this._change(this.object, named);
  }

  /** The name shown on the drawing: of a pool its own, of everything else the object's. */
  get name() {
    return this.element.businessObject.get('name') ?? '';
  }

  set name(text) {
    if (this.element.type === 'bpmn:Process') return this._change(this.object, { name: text || undefined });
    this.modeler.get('modeling').updateLabel(this.element, text);
    if (this.element.type === 'bpmn:Participant' && this.object !== this.element.businessObject) this._change(this.object, { name: text || undefined });
  }

  /** The event definition, where there is one. */
  get event() {
    return this.object.get('eventDefinitions')?.[0];
  }

  /** A formal expression below an object, such as the condition of a flow. */
  expression(holder, name) {
    return holder?.get(name)?.body ?? '';
  }

  setExpression(holder, name, text, more = {}) {
    const body = text.trim();
    const expression = body ? this.create('bpmn:FormalExpression', { body }, holder) : undefined;
    this._change(holder, { ...more, [name]: expression });
  }

  create(type, attributes, parent) {
    const made = this.modeler.get('bpmnFactory').create(type, attributes);
    made.$parent = parent;
    return made;
  }

  change(holder, properties) {
    this._change(holder, properties);
  }

  /** Messages, signals, errors and escalations live at the top of the file. */
  refer(definition, name, type, text) {
    const top = this.modeler.getDefinitions();
    if (!text) return this._change(definition, { [name]: undefined });
    let found = top.rootElements.find((one) => is(one, type) && one.get('name') === text);
    if (!found) {
      found = this.create(type, { name: text, ...(type === 'bpmn:Error' && { errorCode: text }), ...(type === 'bpmn:Escalation' && { escalationCode: text }) }, top);
      this._change(top, { rootElements: [...top.rootElements, found] });
    }
    this._change(definition, { [name]: found });
  }

  get inputs() {
    return this._extensions().filter((one) => one.$type === this.names.camunda('in'));
  }

  set inputs(pairs) {
    const others = this._extensions().filter((one) => one.$type !== this.names.camunda('in') || !one.source && !one.sourceExpression);
    const moddle = this.modeler.get('moddle');
    const made = pairs.map(([target, source]) => moddle.createAny(this.names.camunda('in'), 'http://camunda.org/schema/1.0/bpmn', { source, target }));
    const values = [...others, ...made];
    const holder = values.length ? this.create('bpmn:ExtensionElements', { values }, this.object) : undefined;
    for (const value of values) value.$parent = holder;
    this._change(this.object, { extensionElements: holder });
  }

  /** Another id; references of ours to the old one follow it. */
  rename(id) {
    const assigned = this.modeler.get('moddle').ids;
    const old = this.object.id;
    if (id === old) return;
    if (!/^[A-Za-z_][\w.-]*$/.test(id) || assigned.assigned(id)) {
      this.modeler.get('eventBus').fire('studio.refused', { key: 'idTaken' });
      return;
    }
    const modeling = this.modeler.get('modeling');
    if (this.object === this.element.businessObject) modeling.updateProperties(this.element, { id });
    else this._change(this.object, { id });
    for (const other of this.modeler.get('elementRegistry').getAll()) {
      for (const name of ['returnTo', 'fourEyes']) {
        const attribute = this.names.vd(name);
        const ids = String(other.businessObject.get?.(attribute) ?? '').split(/\s+/);
        if (ids.includes(old)) modeling.updateProperties(other, { [attribute]: ids.map((one) => (one === old ? id : one)).join(' ') });
      }
    }
  }

  get documentation() {
    return this.object.get('documentation')?.[0]?.text ?? '';
  }

  set documentation(text) {
    const others = (this.object.get('documentation') ?? []).slice(1);
    const first = text.trim() ? [this.create('bpmn:Documentation', { text }, this.object)] : [];
    this._change(this.object, { documentation: [...first, ...others] });
  }

  _extensions() {
    return this.object.get('extensionElements')?.get('values') ?? [];
  }

  _change(holder, properties) {
    this.modeler.get('modeling').updateModdleProperties(this.element, holder, properties);
  }
}
