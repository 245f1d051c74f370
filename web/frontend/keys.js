// Keyboard shortcuts. Single letters are off while somebody types, also through a Vietnamese input method.
import { closeMenus, openShortcutSheet } from './dialogs.js';
import { saveDraft } from './drafts.js';
import { moveRow, openRow, toggleRow } from './rows.js';

const SEQUENCE_MS = 1200;
const WRITABLE = 'textarea, select, [contenteditable=""], [contenteditable="true"], input:not([type="checkbox"]):not([type="radio"]):not([type="button"]):not([type="submit"]):not([type="file"])';
const PRESSABLE = 'a[href], button, summary, input, label';

const letters = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  c: () => press('c'),
  u: () => press('u'),
  a: () => press('a'),
  '/': () => focusSearch(),
  '?': () => openShortcutSheet(),
};

let goSince = -Infinity;

export function watchKeys() {
  document.addEventListener('keydown', onKey);
}

function onKey(event) {
  // keyCode 229: the input method is still composing a letter.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey) return withControl(event);
  if (event.altKey) return;
  if (event.key === 'Escape') return onEscape(event);
  if (event.target.closest?.(WRITABLE) || document.querySelector('dialog[open]')) return;
  if (alone(event)) event.preventDefault();
}

function withControl(event) {
  if (event.shiftKey || event.altKey) return;
  if (event.key.toLowerCase() === 's' && document.querySelector('form[data-draft-url]')) {
    event.preventDefault();
    saveDraft(event.target.closest?.('form[data-draft-url]'));
  }
  if (event.key === 'Enter') {
    const form = event.target.closest?.('form[data-completes]') ?? document.querySelector('form[data-completes]');
    if (!form || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    const button = form.querySelector('[data-complete]');
    if (button) button.click();
    else form.requestSubmit();
  }
}

function alone(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.timeStamp - goSince < SEQUENCE_MS) {
    goSince = -Infinity;
    return go(key);
  }
  if (key === 'g') {
    goSince = event.timeStamp;
    return true;
  }
  // A focused link or button keeps its own Enter and Space, except the link of a row, where Space selects.
  const pressable = event.target.closest?.(PRESSABLE);
  if (key === 'Enter') return !pressable && openRow();
  if (key === ' ') return (!pressable || pressable.matches('[data-open]')) && toggleRow();
  return letters[key]?.() !== false && key in letters;
}

function go(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${key}"]`)].find((element) => element.checkVisibility() && !element.disabled);
  target?.click();
  return Boolean(target);
}

function focusSearch() {
  const field = document.querySelector('[data-key="/"]');
  field?.focus();
  field?.select();
  return Boolean(field);
}

function onEscape(event) {
  if (document.querySelector('dialog[open]')) return;
  if (closeMenus()) return event.preventDefault();
  if (event.target.matches?.('[data-key="/"]')) event.target.blur();
  else document.querySelector('[data-preview-close]')?.click();
}
