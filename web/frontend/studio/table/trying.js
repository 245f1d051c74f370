// Sample values for the table at hand, one field for each thing it asks, and what it decides for them.
import { act, make } from '../elements.js';
import { said } from './words.js';

const WAIT = 800;
const TEXTS = /"((?:[^"\\]|\\.)*)"/g;

export class Trying {
  /** decide({content, decision, inputs}) asks the server. */
  constructor(place, modeler, decide) {
    Object.assign(this, { place, modeler, decide, typed: {} });
    this.fields = make('div', { class: 's-part' });
    this.result = make('div', { role: 'status', class: 's-result', 'data-result': true });
    this.button = act(said('run'), () => this.run(), { sign: 'play' });
    place.append(make('h2', { text: said('title') }), this.fields, this.button, this.result);
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  /** What the table asks for: a field each, with the answers that its rows name. */
  async ask() {
    const view = this.modeler.getActiveView();
    const isTable = view?.type === 'decisionTable';
    this.button.disabled = !isTable;
    if (!isTable) return this.fields.replaceChildren(make('p', { class: 'v-hint', text: said('notTable') }));
    const { paths } = await this.decide({ content: await this._text(), decision: view.element.id }).catch(() => ({}));
    // A table that cannot be read at the moment keeps the fields it had.
    if (view !== this.modeler.getActiveView() || (!paths && this.shown === view.element.id)) return;
    this.shown = view.element.id;
    this.paths = paths ?? [];
    const rows = this.paths.map((path) => this._field(path, answersOf(view.element, path)));
    this.fields.replaceChildren(...(rows.length ? [...rows, make('p', { class: 'v-hint', text: said('hint') })] : [make('p', { class: 'v-hint', text: said('nothing') })]));
  }

  async run() {
    const inputs = {};
    for (const path of this.paths ?? []) put(inputs, path.split('.'), valueOf(this.typed[path] ?? ''));
    try {
      this._show(await this.decide({ content: await this._text(), decision: this.modeler.getActiveView().element.id, inputs }));
    } catch (reason) {
      this.result.textContent = reason.message;
    }
  }

  _field(path, answers) {
    const id = `t-${path}`;
    const list = answers.length ? make('datalist', { id: `${id}-goi-y` }, ...answers.map((one) => make('option', { value: one }))) : null;
    const input = make('input', { type: 'text', class: 'v-input', id, value: this.typed[path] ?? '', autocomplete: 'off', list: list?.id, onchange: ({ target }) => { this.typed[path] = target.value; } });
    return make('div', { class: 'v-field' }, make('label', { for: id, text: labelOf(this.modeler.getActiveView().element, path) }), input, list);
  }

  _show({ error, result, matched }) {
    if (error) {
      this.result.replaceChildren(make('p', { class: 'ink-late', text: error }));
      return;
    }
    const lines = result === null || (Array.isArray(result) && !result.length) ? [said('none')] : [JSON.stringify(result, null, 2)];
    this.result.replaceChildren(make('h3', { text: said('result') }), make('pre', { text: lines.join('\n') }), matched.length ? make('p', { text: said('matched', { rows: rowsOf(this.modeler.getActiveView().element, matched) }) }) : '');
  }

  async _text() {
    return (await this.modeler.saveXML()).xml.replaceAll('\u00a0', ' ');
  }
}

function inputsOf(decision) {
  return decision.decisionLogic?.input ?? [];
}

function labelOf(decision, path) {
  const input = inputsOf(decision).find((one) => one.inputExpression?.text === path);
  return input?.label ? `${input.label} (${path})` : path;
}

/** Texts that the rows compare this input with: what one would type is offered. */
function answersOf(decision, path) {
  const place = inputsOf(decision).findIndex((one) => one.inputExpression?.text === path);
  if (place < 0) return [];
  const cells = decision.decisionLogic.rule.map((rule) => rule.inputEntry[place]?.text ?? '').map((text) => text.replace(/\b\w+\("[^"]*"\)/g, ''));
  return [...new Set(cells.flatMap((text) => [...text.matchAll(TEXTS)].map(([, word]) => word)))];
}

function rowsOf(decision, matched) {
  const ids = (decision.decisionLogic.rule ?? []).map((rule) => rule.id);
  return matched.map((id) => (ids.includes(id) ? ids.indexOf(id) + 1 : id)).join(', ');
}

function put(holder, [first, ...rest], value) {
  if (!rest.length) {
    holder[first] ??= value;
    return;
  }
  holder[first] ??= {};
  if (typeof holder[first] === 'object') put(holder[first], rest, value);
}

/** What was typed as a value: numbers, true and false, lists by semicolons, else text. */
function valueOf(typed) {
  const text = typed.trim();
  if (text.includes(';')) return text.split(';').map((one) => valueOf(one)).filter((one) => one !== null);
  if (!text) return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : text;
}
