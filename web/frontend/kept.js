// What this tab keeps of a form until the server has it: offered again in a strip when the form comes back without it.
import { button, icon } from './page.js';
import { clockTime, say } from './words.js';

const PREFIX = 'vd-draft:';
const NEVER_KEPT = new Set(['csrf_token']);
const NOT_TYPED = ['hidden', 'file', 'submit', 'button', 'password'];

/** Files travel only with the form itself; the stored ones, ticked boxes of the same name, stay. */
export function fieldsOf(form) {
  const fields = new FormData();
  for (const [name, value] of new FormData(form)) if (!(value instanceof File)) fields.append(name, value);
  return fields;
}

export function keep(form, more = {}) {
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ at: timeOfPage(), fields: typedFields(form), ...more }));
  } catch {
    // A full or forbidden store: the copy on the server remains.
  }
}

export function forget(form) {
  sessionStorage.removeItem(keyOf(form));
}

export function forgetAll(which = () => true) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX) && which(read(key))) sessionStorage.removeItem(key);
}

/** Above what stands beside the form too, and in sight wherever the page has jumped to. */
export function offerKept(form, { found = 'found', restored }) {
  const kept = read(keyOf(form));
  if (!kept) return;
  // The server has just given back what was typed, or the form already holds it.
  if (answered(form) || JSON.stringify(kept.fields) === JSON.stringify(typedFields(form))) return forget(form);
  const note = Object.assign(document.createElement('div'), { className: 'v-note v-note--soon v-kept' });
  note.setAttribute('role', 'status');
  const restore = button(say('restore'), 'v-btn--main');
  const discard = button(say('discard'));
  const words = Object.assign(document.createElement('span'), { className: 'grow', textContent: say(found, { time: kept.at }) });
  const choice = Object.assign(document.createElement('span'), { className: 'row' });
  choice.append(restore, discard);
  note.append(icon('info'), words, choice);
  (form.closest('.l-2') ?? form).before(note);
  // A browser that goes back fills the form in by itself, but only once the page has been read.
  window.addEventListener('load', () => { if (JSON.stringify(kept.fields) === JSON.stringify(typedFields(form))) note.remove(); });
  restore.addEventListener('click', () => {
    fill(form, kept.fields);
    note.remove();
    restored();
  });
  discard.addEventListener('click', () => {
    forget(form);
    note.remove();
  });
}

/** A refusal stands in the form of a task, and above every other form. */
function answered(form) {
  return (form.matches('[data-kept]') ? document : form).querySelector('[data-focus]') !== null;
}

function keyOf(form) {
  return `${PREFIX}${document.documentElement.dataset.user ?? ''}:${form.dataset.draftUrl ?? form.getAttribute('action') ?? location.pathname}`;
}

function typedFields(form) {
  return [...fieldsOf(form)].filter(([name]) => !NEVER_KEPT.has(name) && !NOT_TYPED.includes(form.elements.namedItem(name)?.type));
}

function read(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return Array.isArray(kept?.fields) ? kept : null;
  } catch {
    return null;
  }
}

/** The clock that the page shows, which in a demonstration is not that of the computer. */
function timeOfPage() {
  return document.documentElement.dataset.clock ?? clockTime(new Date());
}

function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    // Words are brought back; a file that is attached stays attached whatever was kept.
    if (!control.name || NOT_TYPED.includes(control.type) || NEVER_KEPT.has(control.name) || control.closest('.v-files')) continue;
    const given = values.get(control.name) ?? [];
    if (control.type === 'checkbox' || control.type === 'radio') control.checked = given.includes(control.value);
    else if (given.length) control.value = given.shift();
  }
}
