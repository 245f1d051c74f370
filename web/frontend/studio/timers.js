// Timers in words: after some time, again and again, on a day, or when a limit of the law is over.
const UNITS = { minutes: ['PT', 'M'], hours: ['PT', 'H'], days: ['P', 'D'], weeks: ['P', 'W'] };
const SPAN = /^P(?:(\d+)([DW])|T(\d+)([HM]))$/;
const LETTERS = { D: 'days', W: 'weeks', H: 'hours', M: 'minutes' };

export const UNIT_NAMES = Object.keys(UNITS);

/** {way: 'limit' | 'after' | 'every' | 'date' | 'free', …} of an event definition's kind and text. */
export function read(kind, written) {
  const text = written.trim();
  const limit = /^=?\s*deadline\("([^"]+)"\)$/.exec(text);
  if (limit) return { way: 'limit', limit: limit[1] };
  if (kind === 'timeDuration') {
    const span = spanOf(text);
    if (span) return { way: 'after', ...span };
  }
  if (kind === 'timeCycle') {
    const cycle = /^R(\d*)\/(.+)$/.exec(text);
    const span = cycle && spanOf(cycle[2]);
    if (span) return { way: 'every', times: cycle[1] || '', ...span };
  }
  if (kind === 'timeDate' && /^\d{4}-\d\d-\d\dT/.test(text)) return { way: 'date', date: text };
  return { way: 'free', text };
}

/** [kind, text] of the event definition. */
export function write(timer) {
  if (timer.way === 'limit') return ['timeDate', `deadline("${timer.limit}")`];
  if (timer.way === 'after') return ['timeDuration', span(timer)];
  if (timer.way === 'every') return ['timeCycle', `R${timer.times}/${span(timer)}`];
  if (timer.way === 'date') return ['timeDate', timer.date];
  return null;
}

function span({ amount, unit }) {
  const [before, after] = UNITS[unit];
  return `${before}${amount}${after}`;
}

function spanOf(text) {
  const found = SPAN.exec(text);
  if (!found) return null;
  return { amount: found[1] ?? found[3], unit: LETTERS[found[2] ?? found[4]] };
}
