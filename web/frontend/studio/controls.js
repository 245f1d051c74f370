// Inputs of the panel: labelled, with an example under each; a change is told once it is finished.
// None is completed by the browser: going back to the board, it would put old values into new fields.
import { make } from './elements.js';
import { say } from './words.js';

function field(key, label, hint, control, extra = []) {
  const id = `p-${key}`;
  control.id = id;
  if (hint) control.setAttribute('aria-describedby', `${id}-goi-y`);
  return make('div', { class: 'v-field', 'data-field': key },
    make('label', { for: id, text: label }), control,
    ...extra, hint ? make('span', { class: 'v-hint', id: `${id}-goi-y`, text: hint }) : null);
}

export function text(key, label, value, change, { hint = '', list = '', rows = 0 } = {}) {
  const attributes = { class: 'v-input', value, autocomplete: 'off', spellcheck: 'false', onchange: ({ target }) => change(target.value) };
  const control = rows ? make('textarea', { ...attributes, rows }) : make('input', { type: 'text', ...attributes, list: list || undefined });
  return field(key, label, hint, control);
}

export function select(key, label, value, options, change, { hint = '', blank = say('none') } = {}) {
  return field(key, label, hint, choice(value, options, change, blank));
}

/** A bare list to choose from; a value that is not in it stays chosen and says so. */
export function choice(value, options, change, blank) {
  const control = make('select', { class: 'v-input', autocomplete: 'off', onchange: ({ target }) => change(target.value) });
  if (blank !== null) control.append(make('option', { value: '', text: blank }));
  for (const [key, words] of options) control.append(make('option', { value: key, text: words }));
  if (value && !options.some(([key]) => key === value)) control.append(make('option', { value, text: say('unknownValue', { value }) }));
  control.value = value;
  return control;
}

/** Of more options than `most` only the chosen ones are shown, and a list to add another. */
export function checks(key, label, chosen, options, change, { hint = '', most = Infinity } = {}) {
  const known = new Set(options.map(([option]) => option));
  const isLong = options.length > most;
  const shown = isLong ? options.filter(([option]) => chosen.includes(option)) : options;
  const all = [...shown, ...chosen.filter((one) => !known.has(one)).map((one) => [one, say('unknownValue', { value: one })])];
  const box = make('fieldset', { class: 'v-field', 'data-field': key }, make('legend', { text: label }));
  const list = make('div', { class: 'v-checks v-checks--column' });
  const tell = () => change([...list.querySelectorAll('input:checked')].map((input) => input.value));
  for (const [option, words] of all) {
    const input = make('input', { type: 'checkbox', autocomplete: 'off', value: option, onchange: tell, id: `p-${key}-${option}` });
    input.checked = chosen.includes(option);
    list.append(make('label', { class: 'v-check' }, input, make('span', { text: words })));
  }
  if (all.length) box.append(list);
  if (isLong) box.append(another(label, options.filter(([option]) => !chosen.includes(option)), (option) => change([...chosen, option])));
  if (hint) box.append(make('span', { class: 'v-hint', text: hint }));
  return box;
}

/** One more of a long list; its options are made when somebody looks for them. */
function another(label, options, add) {
  const control = make('select', { class: 'v-input', autocomplete: 'off', 'aria-label': `${label}: ${say('addOne')}`, onchange: ({ target }) => add(target.value) }, make('option', { value: '', text: say('addOne') }));
  const fill = () => { if (control.length === 1) control.append(...options.map(([option, words]) => make('option', { value: option, text: words }))); };
  for (const event of ['focus', 'pointerdown', 'keydown']) control.addEventListener(event, fill);
  return control;
}

export function tick(key, label, value, change, { hint = '' } = {}) {
  const input = make('input', { type: 'checkbox', autocomplete: 'off', id: `p-${key}`, onchange: ({ target }) => change(target.checked) });
  input.checked = value;
  return make('div', { class: 'v-field', 'data-field': key },
    make('label', { class: 'v-check' }, input, make('span', { text: label })), hint ? make('span', { class: 'v-hint', text: hint }) : null);
}

export function number(key, label, value, change, { hint = '' } = {}) {
  const control = make('input', { type: 'text', inputmode: 'numeric', autocomplete: 'off', class: 'v-input num', value, onchange: ({ target }) => change(target.value.replace(/\D/g, '')) });
  return field(key, label, hint, control);
}

export function part(key, label, ...children) {
  return make('fieldset', { class: 'v-field s-part', 'data-field': key }, make('legend', { text: label }), ...children);
}

export function note(words) {
  return make('p', { class: 's-note', text: words });
}
