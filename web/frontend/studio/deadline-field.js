// A time limit: a key of the law, or for an internal step a number of working days or hours.
import { choice, number, part, select } from './controls.js';
import { make } from './elements.js';
import { inLanguage, say } from './words.js';

const OWN = /^(\d+)(wd|wh|d)$/;

export function deadlineField(key, label, written, change, offers, { own = true } = {}) {
  const limits = inOrder(offers.deadlines, own ? 'step.' : 'procedure.').map((one) => [one.key, `${inLanguage(one)} · ${budgetWords(one.note)}`]);
  if (!own) return select(key, label, written, limits, change);
  const budget = OWN.exec(written);
  const way = choice(budget ? 'own' : 'law', [['law', say('deadlineLaw')], ['own', say('deadlineOwn')]], (chosen) => change(chosen === 'own' ? '1wd' : ''), null);
  way.setAttribute('aria-label', label);
  way.id = `p-${key}`;
  if (!budget) {
    const limit = select(`${key}-law`, say('deadlineLaw'), written, limits, change, { hint: say('deadlineHint') });
    return part(key, label, way, limit);
  }
  const [, amount, unit] = budget;
  const count = number(`${key}-amount`, say('amount'), amount, (typed) => { if (typed) change(`${Number(typed)}${unit}`); });
  const units = select(`${key}-unit`, say('unit'), unit, ['wd', 'wh', 'd'].map((one) => [one, say(one)]), (chosen) => change(`${amount}${chosen}`), { blank: null });
  return part(key, label, way, make('div', { class: 's-pair' }, count, units));
}

/** Those that are meant for such a place first, each kind by its name. */
function inOrder(limits, first) {
  const rank = ({ key }) => (key.startsWith(first) ? 0 : 1);
  return [...limits].sort((one, other) => rank(one) - rank(other) || inLanguage(one).localeCompare(inLanguage(other), document.documentElement.lang));
}

export function budgetWords(text) {
  const budget = OWN.exec(text ?? '');
  return budget ? `${budget[1]} ${say(budget[2])}` : text ?? '';
}
