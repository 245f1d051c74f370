// The libraries' own words in Vietnamese; what has none is said in English and remembered for tests.
import { vietnamese } from './vietnamese.js';

const missing = new Set();

/** A `translate` of these words; the board's own unless others are given. */
export function translating(words) {
  return (template, replacements = {}) => {
    let said = template;
    if (document.documentElement.lang !== 'en') {
      if (Object.hasOwn(words, template)) said = words[template];
      else if (/[a-z]{2}/i.test(template)) note(template);
    }
    return said.replace(/{([^}]+)}/g, (whole, name) => replacements[name.trim()] ?? whole);
  };
}

function note(template) {
  missing.add(template);
  document.documentElement.dataset.untranslated = [...missing].join('\n');
}

export default { translate: ['value', translating(vietnamese)] };
