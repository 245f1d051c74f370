// The panel beside the drawing: what is selected, field by field.
import { Binding } from './binding.js';
import { make } from './elements.js';
import { fieldsOf } from './fields.js';
import { inLanguage, say } from './words.js';

export class Panel {
  constructor(place, modeler, names, offers) {
    Object.assign(this, { place, modeler, names, offers, element: null });
    modeler.on('selection.changed', ({ newSelection }) => this.show(newSelection));
    modeler.on('commandStack.changed', () => this._soon());
    modeler.on('import.done', () => this.show([]));
  }

  show(selection) {
    if (selection.length > 1) return this._say(say('several', { count: selection.length }));
    const [chosen] = selection;
    this.element = chosen?.labelTarget ?? chosen ?? this._whole();
    if (!this.element) return this._say(say('nothing'));
    this._draw({ isNew: true });
  }

  /** Select an element and put the cursor into one of its fields. */
  focus(id, key) {
    const element = this.modeler.get('elementRegistry').get(id);
    const shown = element ?? this._whole();
    if (!shown) return;
    if (element) {
      this.modeler.get('canvas').scrollToElement(element);
      this.modeler.get('selection').select(element);
    } else {
      this.show([]);
    }
    const at = (name) => this.place.querySelector(`[data-field="${CSS.escape(name)}"]`);
    // What an expression of a timer asks is told like any other; its field is that of the timer.
    const field = at(key) ?? at(`timer-${key}`) ?? at('timer') ?? this.place.querySelector('[data-field]');
    field?.closest('details')?.setAttribute('open', '');
    field?.querySelector('input, select, textarea')?.focus();
    field?.scrollIntoView({ block: 'nearest' });
  }

  /** With nothing selected the process itself is set up. */
  _whole() {
    const registry = this.modeler.get('elementRegistry');
    return registry.find((one) => one.type === 'bpmn:Participant' && one.businessObject.processRef) ?? registry.find((one) => one.type === 'bpmn:Process');
  }

  /** A change is told while Tab is leaving its field: drawn anew at once, the next field would be gone. */
  _soon() {
    clearTimeout(this.drawing);
    this.drawing = setTimeout(() => this._refresh());
  }

  _refresh() {
    if (!this.element || this.place.hidden) return;
    if (!this.modeler.get('elementRegistry').get(this.element.id)) return this.show([]);
    this._draw();
  }

  _draw({ isNew = false } = {}) {
    const active = this.place.contains(document.activeElement) ? document.activeElement : null;
    const opened = this.place.querySelector('details')?.open;
    const top = isNew ? 0 : this.place.scrollTop;
    const binding = new Binding(this.modeler, this.names, this.element);
    const { kind, main, advanced } = fieldsOf(binding, this.offers);
    const head = make('header', { class: 's-panel__head' },
      make('h2', { text: `${say(`kind_${kind}`)}: ${inLanguage({ vi: binding.name, en: binding.vd('nameEn') }) || say('unnamed')}` }));
    const more = make('details', { class: 's-advanced' }, make('summary', { text: say('advanced') }), ...advanced);
    more.open = Boolean(opened);
    this.place.replaceChildren(head, make('div', { class: 's-panel__body' }, ...main, more));
    this.place.scrollTop = top;
    if (active && !isNew) carryOver(active);
  }

  _say(words) {
    this.element = null;
    this.place.replaceChildren(make('p', { class: 's-panel__wait', text: words }));
  }
}

/** Put the cursor back where it was. */
function carryOver(old) {
  const field = document.getElementById(old.id);
  field?.focus({ preventScroll: true });
  if (field && typeof old.selectionStart === 'number') field.setSelectionRange(old.selectionStart, old.selectionEnd);
}
