// Forms without a draft on the server: what is typed stays in this tab until the form has been taken.
import { forgetAll, keep, offerKept } from './kept.js';

const watched = new WeakSet();

export function watchKeeping(part) {
  // A page of ours is the answer to what was sent; only going back without one offers it again.
  if (part !== document || !cameBack()) forgetAll((kept) => kept?.sent);
  for (const form of part.querySelectorAll('form[data-kept]')) if (!watched.has(form)) watch(form);
}

function watch(form) {
  watched.add(form);
  offerKept(form, { found: 'notSentYet', restored: () => keep(form) });
  form.addEventListener('input', () => keep(form));
  form.addEventListener('change', () => keep(form));
  form.addEventListener('submit', () => keep(form, { sent: true }));
}

function cameBack() {
  return performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
}
