// Numbers and lists of the law are chosen, never typed: they stand in a cell as law("key").
import { choice } from '../controls.js';
import { act, make } from '../elements.js';
import { inLanguage } from '../words.js';
import { said } from './words.js';

const CELLS = ['dmn:UnaryTests', 'dmn:LiteralExpression'];

/** values: what the law holds today, [{key, vi, en, note}]. */
export function lawPicker(place, modeler, values) {
  const list = choice('', values.map((one) => [one.key, `${inLanguage(one)} · ${one.note}`]), () => {}, null);
  list.id = 't-gia-tri';
  const told = make('p', { class: 'v-hint', role: 'status' });
  const button = act(said('insert'), () => { told.textContent = said(insert(modeler, list.value) ? 'inserted' : 'noCell'); }, { sign: 'plus', 'data-insert-law': true });
  // Pressing the button must not take the selection away from the cell.
  button.addEventListener('mousedown', (event) => event.preventDefault());
  place.append(make('h2', { text: said('law') }), make('label', { for: 't-gia-tri', class: 'v-hint', text: said('lawHint') }), list, button, told);
}

function insert(modeler, key) {
  const viewer = modeler.getActiveViewer();
  const id = viewer?.get('cellSelection', false)?.getCellSelection();
  const cell = id && viewer.get('elementRegistry').get(id)?.businessObject;
  if (!cell || !CELLS.includes(cell.$type)) return false;
  const before = (cell.text ?? '').trim();
  viewer.get('modeling').updateProperties(cell, { text: [before === '-' ? '' : before, `law("${key}")`].filter(Boolean).join(' ') });
  return true;
}
