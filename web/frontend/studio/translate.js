// The library's own words in Vietnamese; what has none is said in English and remembered for tests.
import { vietnamese } from './vietnamese.js';

const missing = new Set();

export function translate(template, replacements = {}) {
  const isVietnamese = document.documentElement.lang !== 'en';
  let said = template;
  if (isVietnamese) {
    if (Object.hasOwn(vietnamese, template)) said = vietnamese[template];
    else if (/[a-z]{2}/i.test(template)) note(template);
  }
  return said.replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
}

function note(template) {
  missing.add(template);
  document.documentElement.dataset.untranslated = [...missing].join('\n');
}

export default { translate: ['value', translate] };
