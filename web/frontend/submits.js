// Sending a form: once only, asked first when it cannot be undone, and never lost by leaving the page.
import { confirmAct } from './dialogs.js';
import { hasUnsavedDraft, saveWaiting } from './drafts.js';
import { forgetAll } from './kept.js';

const agreed = new WeakSet();
const saved = new WeakSet();
const sent = new Set();
const written = new Map();

export function watchSubmits() {
  document.addEventListener('submit', askFirst, true);
  document.addEventListener('submit', saveFirst, true);
  document.addEventListener('submit', sendOnce);
  document.addEventListener('input', ({ target }) => remember(target.form));
  window.addEventListener('beforeunload', warn);
  // Back from the browser's cache: the buttons must work again.
  window.addEventListener('pageshow', () => { for (const form of [...sent]) unlock(form); });
}

function askFirst(event) {
  const form = event.target;
  const sentence = event.submitter?.dataset.irreversible ?? form.dataset.irreversible;
  if (!sentence || agreed.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  confirmAct(sentence).then((yes) => {
    if (!yes) return submitter?.focus();
    agreed.add(form);
    form.requestSubmit(submitter ?? undefined);
    agreed.delete(form);
  });
}

/** Another form of the page leads away: what was typed beside it is saved before, so that it is there on the way back. */
function saveFirst(event) {
  const form = event.target;
  if (form.method !== 'post' || saved.has(form)) return;
  const saving = saveWaiting(form);
  if (!saving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  saving.then(() => {
    agreed.add(form);
    saved.add(form);
    form.requestSubmit(submitter ?? undefined);
    saved.delete(form);
    agreed.delete(form);
  });
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post' || form.matches('[data-download], [target="_blank"]')) return;
  if (sent.has(form)) return event.preventDefault();
  if (form.matches('[data-sign-out]')) forgetAll();
  sent.add(form);
  written.delete(form);
  // Only after the browser has read the pressed button into the request.
  setTimeout(() => {
    for (const button of buttonsOf(form)) {
      button.setAttribute('aria-busy', 'true');
      button.disabled = true;
    }
  });
}

function unlock(form) {
  sent.delete(form);
  for (const button of buttonsOf(form)) {
    if (!button.hasAttribute('aria-busy')) continue;
    button.removeAttribute('aria-busy');
    button.disabled = false;
  }
}

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.matches('button:not([type="button"]), input[type="submit"]'));
}

function remember(form) {
  if (form?.matches('[data-warn-unsaved]')) written.set(form, true);
}

function warn(event) {
  const lost = [...written.keys()].some((form) => form.isConnected && !form.matches('[data-draft-url]'));
  if (lost || (hasUnsavedDraft() && !sent.size)) event.preventDefault();
}
