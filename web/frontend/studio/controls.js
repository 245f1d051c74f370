// Inputs of the panel: labelled, with an example under each; a change is told once it is finished.
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
  const control = make('select', { class: 'v-input', onchange: ({ target }) => change(target.value) });
  if (blank !== null) control.append(make('option', { value: '', text: blank }));
  for (const [key, words] of options) control.append(make('option', { value: key, text: words }));
  if (value && !options.some(([key]) => key === value)) control.append(make('option', { value, text: say('unknownValue', { value }) }));
  control.value = value;
  return control;
}

export function checks(key, label, chosen, options, change, { hint = '' } = {}) {
  const known = new Set(options.map(([option]) => option));
  const all = [...options, ...chosen.filter((one) => !known.has(one)).map((one) => [one, say('unknownValue', { value: one })])];
  const box = make('fieldset', { class: 'v-field', 'data-field': key }, make('legend', { text: label }));
  const list = make('div', { class: 'v-checks v-checks--column' });
  const tell = () => change([...list.querySelectorAll('input:checked')].map((input) => input.value));
  for (const [option, words] of all) {
    const input = make('input', { type: 'checkbox', value: option, onchange: tell, id: `p-${key}-${option}` });
    input.checked = chosen.includes(option);
    list.append(make('label', { class: 'v-check' }, input, make('span', { text: words })));
  }
  box.append(list);
  if (hint) box.append(make('span', { class: 'v-hint', text: hint }));
  return box;
}

export function tick(key, label, value, change, { hint = '' } = {}) {
  const input = make('input', { type: 'checkbox', id: `p-${key}`, onchange: ({ target }) => change(target.checked) });
  input.checked = value;
  return make('div', { class: 'v-field', 'data-field': key },
    make('label', { class: 'v-check' }, input, make('span', { text: label })), hint ? make('span', { class: 'v-hint', text: hint }) : null);
}

export function number(key, label, value, change, { hint = '' } = {}) {
  const control = make('input', { type: 'text', inputmode: 'numeric', class: 'v-input num', value, onchange: ({ target }) => change(target.value.replace(/\D/g, '')) });
  return field(key, label, hint, control);
}

export function part(key, label, ...children) {
  return make('fieldset', { class: 'v-field s-part', 'data-field': key }, make('legend', { text: label }), ...children);
}

export function note(words) {
  return make('p', { class: 's-note', text: words });
}
