// Lists: one row is current, rows are selected by box, the bar below tells how many.
import { say } from './words.js';

export function watchRows() {
  document.addEventListener('change', ({ target }) => {
    if (target.matches('[data-select-all]')) selectAll(target);
    if (target.matches('[data-select], [data-select-all]')) tellSelection();
  });
  document.addEventListener('click', ({ target }) => {
    if (target.closest('[data-select-none]')) clearSelection();
    const row = target.closest('[data-rows] [data-row]');
    if (row && !target.closest('a, button, input, label, summary')) makeCurrent(row);
  });
  document.addEventListener('htmx:after:swap', tellSelection);
  tellSelection();
}

export function moveRow(step) {
  const rows = [...document.querySelectorAll('[data-rows] [data-row]')];
  if (!rows.length) return false;
  const at = rows.indexOf(currentRow());
  const row = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  makeCurrent(row);
  return true;
}

export function openRow() {
  const link = currentRow()?.querySelector('[data-open]');
  link?.click();
  return Boolean(link);
}

export function toggleRow() {
  const box = currentRow()?.querySelector('[data-select]');
  box?.click();
  return Boolean(box);
}

function currentRow() {
  return document.activeElement?.closest('[data-rows] [data-row]') ?? document.querySelector('[data-rows] [data-row].is-sel');
}

function makeCurrent(row) {
  for (const other of document.querySelectorAll('[data-rows] [data-row].is-sel')) {
    other.classList.remove('is-sel');
    other.querySelector('[data-open]')?.removeAttribute('aria-current');
  }
  row.classList.add('is-sel');
  const link = row.querySelector('[data-open]');
  link?.setAttribute('aria-current', 'true');
  link?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
  // The page may load a preview on this: hx-trigger="vd:row delay:150ms".
  row.dispatchEvent(new CustomEvent('vd:row', { bubbles: true }));
}

function selectAll(all) {
  const scope = all.closest('form, [data-rows], table') ?? document;
  const max = Number(document.querySelector('[data-bulk]')?.dataset.max ?? Infinity);
  const boxes = [...scope.querySelectorAll('[data-select]:not(:disabled)')];
  boxes.forEach((box, index) => { box.checked = all.checked && index < max; });
}

function clearSelection() {
  for (const box of document.querySelectorAll('[data-select]:checked, [data-select-all]:checked')) box.checked = false;
  tellSelection();
}

function tellSelection() {
  const bar = document.querySelector('[data-bulk]');
  if (!bar) return;
  const count = document.querySelectorAll('[data-select]:checked').length;
  const max = Number(bar.dataset.max ?? Infinity);
  bar.hidden = count === 0;
  bar.querySelector('[data-select-none]').hidden = false;
  bar.querySelector('[data-selected-count]').textContent = count > max ? say('tooMany', { max }) : count;
  for (const button of bar.querySelectorAll('button:not([data-select-none])')) button.disabled = count > max;
}
