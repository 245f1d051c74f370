// Drafts: what an officer types is sent a moment later, and kept in this tab until the server has it.
import { button, csrfToken, icon } from './page.js';
import { clockTime, say } from './words.js';

const QUIET_MS = 1500;
const AGAIN_MS = 15000;
const NEVER_KEPT = new Set(['csrf_token']);

/** form -> {timer, sending, changed, failed} */
const drafts = new Map();

export function watchDrafts(part) {
  for (const form of part.querySelectorAll('form[data-draft-url]')) if (!drafts.has(form)) watch(form);
}

export function saveDraft(form) {
  for (const each of form ? [form] : drafts.keys()) if (each.isConnected) send(each);
}

export function hasUnsavedDraft() {
  return [...drafts].some(([form, draft]) => form.isConnected && draft.failed && !draft.submitted);
}

export function forgetDrafts() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith('vd-draft:')) sessionStorage.removeItem(key);
}

function watch(form) {
  drafts.set(form, { timer: 0, sending: false, changed: false, failed: false, submitted: false });
  offerKept(form);
  form.addEventListener('input', () => changed(form));
  form.addEventListener('change', () => changed(form));
  form.addEventListener('submit', () => { drafts.get(form).submitted = true; });
  form.querySelector('[data-draft-save]')?.addEventListener('click', (event) => {
    event.preventDefault();
    send(form);
  });
  window.addEventListener('online', () => { if (drafts.get(form).failed) send(form); });
  window.addEventListener('pagehide', () => sendLast(form));
}

function changed(form) {
  const draft = drafts.get(form);
  draft.changed = true;
  keep(form);
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => send(form), QUIET_MS);
}

async function send(form) {
  const draft = drafts.get(form);
  clearTimeout(draft.timer);
  if (draft.sending || draft.submitted) return;
  draft.sending = true;
  draft.changed = false;
  tell(form, say('saving'));
  const outcome = await post(form);
  draft.sending = false;
  draft.failed = !outcome.saved;
  if (outcome.saved) {
    if (!draft.changed) forget(form);
    tell(form, say('saved', { time: outcome.time }), 'check');
  } else {
    tell(form, say(outcome.why), 'offline');
    draft.timer = setTimeout(() => send(form), AGAIN_MS);
  }
  if (draft.changed) draft.timer = setTimeout(() => send(form), QUIET_MS);
}

async function post(form) {
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: 'POST', body: fieldsOf(form), redirect: 'manual',
      headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken() },
    });
    // A redirect is the way to the sign-in page; 403 a token that has ended with its session.
    if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) return { saved: false, why: 'signedOut' };
    if (!answer.ok) return { saved: false, why: answer.status < 500 ? 'refused' : 'offline' };
    const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    return { saved: true, time: told.saved_at ?? clockTime(new Date()) };
  } catch {
    return { saved: false, why: 'offline' };
  }
}

function sendLast(form) {
  const draft = drafts.get(form);
  if (!draft.changed || draft.submitted) return;
  navigator.sendBeacon(form.dataset.draftUrl, fieldsOf(form));
}

function fieldsOf(form) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
  return fields;
}

function tell(form, text, sign = '') {
  const status = form.querySelector('[data-draft-status]');
  if (!status) return;
  status.replaceChildren(...(sign ? [icon(sign)] : []), Object.assign(document.createElement('span'), { textContent: text }));
  status.classList.toggle('is-offline', sign === 'offline');
}

// ── what this tab keeps until the server has it ──

function keyOf(form) {
  return `vd-draft:${document.documentElement.dataset.user ?? ''}:${form.dataset.draftUrl}`;
}

function keptFields(form) {
  return [...fieldsOf(form)].filter(([name]) => !NEVER_KEPT.has(name) && form.elements.namedItem(name)?.type !== 'hidden');
}

function keep(form) {
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), fields: keptFields(form) }));
  } catch {
    // A full or forbidden store: the copy on the server remains.
  }
}

function forget(form) {
  sessionStorage.removeItem(keyOf(form));
}

function offerKept(form) {
  const kept = readKept(form);
  if (!kept) return;
  // The server has just given back what was typed, or the form already holds it.
  if (form.querySelector('[data-focus]') || JSON.stringify(kept.fields) === JSON.stringify(keptFields(form))) return forget(form);
  const note = Object.assign(document.createElement('div'), { className: 'v-note v-note--soon' });
  note.setAttribute('role', 'status');
  const restore = button(say('restore'), 'v-btn--main');
  const discard = button(say('discard'));
  const words = Object.assign(document.createElement('span'), { className: 'grow', textContent: say('found', { time: clockTime(new Date(kept.at)) }) });
  note.append(icon('info'), words, restore, discard);
  form.before(note);
  restore.addEventListener('click', () => {
    fill(form, kept.fields);
    note.remove();
    changed(form);
  });
  discard.addEventListener('click', () => {
    forget(form);
    note.remove();
  });
}

function readKept(form) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)));
    return Array.isArray(kept?.fields) ? kept : null;
  } catch {
    return null;
  }
}

function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || ['hidden', 'file', 'submit', 'button'].includes(control.type) || NEVER_KEPT.has(control.name)) continue;
    const given = values.get(control.name) ?? [];
    if (control.type === 'checkbox' || control.type === 'radio') control.checked = given.includes(control.value);
    else if (given.length) control.value = given.shift();
  }
}
