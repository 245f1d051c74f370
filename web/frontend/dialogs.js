// Menus and questions. Both unfold in place without scripts; here a question becomes a dialog and menus close by themselves.
import { button } from './page.js';
import { say } from './words.js';

export function watchDialogs() {
  document.addEventListener('click', onClick);
  document.addEventListener('toggle', onToggle, true);
  for (const details of document.querySelectorAll('details[data-confirm][open]')) ask(details);
}

export function closeMenus(except = null) {
  let closed = false;
  for (const menu of document.querySelectorAll('details[data-menu][open]')) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector('summary').focus();
    menu.open = false;
    closed = true;
  }
  return closed;
}

export function openShortcutSheet() {
  const sheet = document.getElementById('phim-tat');
  if (sheet && !sheet.open) sheet.showModal();
}

/** Ask once before an act that cannot be undone; resolves to true when the person goes on. */
export function confirmAct(sentence) {
  const dialog = document.createElement('dialog');
  dialog.className = 'v-dialog v-dialog--modal';
  dialog.setAttribute('aria-label', say('sureTitle'));
  const body = Object.assign(document.createElement('div'), { className: 'body', textContent: sentence });
  const foot = Object.assign(document.createElement('div'), { className: 'foot' });
  const no = button(say('notYet'));
  const yes = button(say('sure'), 'v-btn--main');
  foot.append(no, yes);
  dialog.append(body, foot);
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    no.addEventListener('click', () => dialog.close());
    yes.addEventListener('click', () => dialog.close('yes'));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

function onClick(event) {
  const { target } = event;
  closeMenus(target.closest('details[data-menu]'));
  if (target.closest('[data-shortcut-sheet]')) openShortcutSheet();
  if (target.closest('[data-close]')) target.closest('dialog')?.close();
  const summary = target.closest('details[data-confirm] > summary');
  if (!summary) return;
  event.preventDefault();
  ask(summary.parentElement);
}

function onToggle({ target }) {
  if (target.matches?.('details[data-menu][open]')) closeMenus(target);
}

const dialogs = new WeakMap();

function ask(details) {
  const dialog = dialogs.get(details) ?? dialogOf(details);
  dialogs.set(details, dialog);
  details.open = false;
  dialog.showModal();
  dialog.querySelector('select, textarea, input:not([type="hidden"])')?.focus();
}

function dialogOf(details) {
  const dialog = document.createElement('dialog');
  const form = details.querySelector('form');
  dialog.className = 'v-dialog v-dialog--modal';
  dialog.setAttribute('aria-labelledby', form.getAttribute('aria-labelledby'));
  form.querySelector('[data-close]').hidden = false;
  dialog.append(form);
  document.body.append(dialog);
  return dialog;
}
