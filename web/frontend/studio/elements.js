// Small pieces of the page, made in script.
import { icon } from '../page.js';

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'text') element.textContent = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else if (value === true) element.setAttribute(name, '');
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function act(text, onclick, { sign, kind = '', ...attributes } = {}) {
  const button = make('button', { type: 'button', class: `v-btn v-btn--s ${kind}`.trim(), onclick, ...attributes });
  if (sign) button.append(icon(sign));
  button.append(text);
  return button;
}
