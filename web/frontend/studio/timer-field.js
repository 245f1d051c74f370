// When a timer wakes, in words.
import { choice, note, number, part, select, text } from './controls.js';
import { make } from './elements.js';
import { UNIT_NAMES, read, write } from './timers.js';
import { inLanguage, say } from './words.js';

const KINDS = ['timeDate', 'timeDuration', 'timeCycle'];
const BEGIN = { limit: { limit: 'step.appraise' }, after: { amount: '1', unit: 'days' }, every: { amount: '1', unit: 'days', times: '3' }, date: { date: '' } };

export function timerField(binding, offers) {
  const definition = binding.event;
  const kind = KINDS.find((one) => definition.get(one)) ?? 'timeDuration';
  const written = binding.expression(definition, kind);
  const timer = written ? read(kind, written) : { way: 'after', amount: '', unit: 'days' };
  const change = (next) => {
    const [name, body] = write(next);
    binding.setExpression(definition, name, body, Object.fromEntries(KINDS.filter((one) => one !== name).map((one) => [one, undefined])));
  };
  const ways = ['limit', 'after', 'every', 'date'].map((way) => [way, say(`timer:${way}`)]);
  if (timer.way === 'free') ways.push(['free', say('timer:free')]);
  const way = choice(timer.way, ways, (chosen) => { if (chosen !== 'free') change({ way: chosen, ...BEGIN[chosen] }); }, null);
  way.setAttribute('aria-label', say('timer'));
  way.id = 'p-timer';
  const body = part('timer', say('timer'), make('p', { class: 's-sentence', text: sentence(timer, offers) }), way, ...details(timer, change, offers));
  const raw = text('timer-feel', say('feel'), written, (typed) => binding.setExpression(definition, kind, typed), { hint: 'P3D, PT4H, R3/P1D, deadline("step.appraise")' });
  return { body, raw };
}

function details(timer, change, offers) {
  if (timer.way === 'limit') {
    const limits = offers.deadlines.map((one) => [one.key, inLanguage(one)]);
    return [select('timer-limit', say('timerLimit'), timer.limit, limits, (limit) => change({ ...timer, limit }), { blank: null })];
  }
  if (timer.way === 'date') return [text('timer-date', say('timerDate'), timer.date, (date) => change({ ...timer, date }))];
  if (timer.way === 'free') return [note(timer.text)];
  const amount = number('timer-amount', say('amount'), timer.amount, (value) => { if (value) change({ ...timer, amount: value }); });
  const unit = select('timer-unit', say('unit'), timer.unit, UNIT_NAMES.map((one) => [one, say(one)]), (value) => { if (timer.amount) change({ ...timer, unit: value }); }, { blank: null });
  const rows = [make('div', { class: 's-pair' }, amount, unit)];
  if (timer.way === 'every') rows.push(number('timer-times', say('timerTimes'), timer.times, (times) => change({ ...timer, times })));
  return rows;
}

function sentence(timer, offers) {
  if (timer.way === 'limit') {
    const limit = offers.deadlines.find((one) => one.key === timer.limit);
    return say('saysLimit', { limit: limit ? inLanguage(limit) : timer.limit });
  }
  if (timer.way === 'after') return timer.amount ? say('saysAfter', { amount: timer.amount, unit: say(timer.unit) }) : '—';
  if (timer.way === 'every') return say('saysEvery', { amount: timer.amount, unit: say(timer.unit), times: timer.times || '∞' });
  if (timer.way === 'date') return say('saysDate', { date: timer.date });
  return say('timer:free');
}
