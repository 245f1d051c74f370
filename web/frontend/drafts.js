// Drafts: what an officer types is sent a moment later, and kept in this tab until the server has it.
import { fieldsOf, forget, keep, offerKept } from './kept.js';
import { csrfToken, icon } from './page.js';
import { clockTime, say } from './words.js';

const QUIET_MS = 1500;
const AGAIN_MS = 15000;

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

/** Before another form leads away: what waits to be sent; null when nothing does. */
export function saveWaiting(except) {
  const waiting = [...drafts].filter(([form, draft]) => form !== except && form.isConnected && (draft.changed || draft.sending) && !draft.submitted);
  return waiting.length ? Promise.all(waiting.map(([form, draft]) => sendRest(form, draft))) : null;
}

async function sendRest(form, draft) {
  await draft.sending;
  if (draft.changed) await send(form);
}

function watch(form) {
  drafts.set(form, { timer: 0, sending: null, changed: false, failed: false, submitted: false });
  offerKept(form, { restored: () => changed(form) });
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

function send(form) {
  const draft = drafts.get(form);
  clearTimeout(draft.timer);
  if (!draft.sending && !draft.submitted) draft.sending = sendNow(form, draft);
  return draft.sending;
}

async function sendNow(form, draft) {
  draft.changed = false;
  tell(form, say('saving'));
  const outcome = await post(form);
  draft.sending = null;
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

function tell(form, text, sign = '') {
  const status = form.querySelector('[data-draft-status]');
  if (!status) return;
  status.replaceChildren(...(sign ? [icon(sign)] : []), Object.assign(document.createElement('span'), { textContent: text }));
  status.classList.toggle('is-offline', sign === 'offline');
}
