// Small things of every page: what scripts add is revealed, errors take the focus, messages close.

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? '';
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'i');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${document.documentElement.dataset.icons ?? ''}#${name}`);
  svg.append(use);
  return svg;
}

export function button(text, kind = '') {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = `v-btn v-btn--s ${kind}`.trim();
  element.textContent = text;
  return element;
}

// A message takes the focus when it comes, not each time the form below it is redrawn.
const read = new WeakSet();

export function preparePart(part) {
  for (const element of part.querySelectorAll('[data-needs-script], [data-close-toast]')) element.hidden = false;
  const message = part.querySelector('[data-focus]');
  if (!message || read.has(message)) return;
  read.add(message);
  message.focus();
}

// On a phone the main pages are a strip: it begins where one is.
function showWhereOneIs() {
  for (const strip of document.querySelectorAll('.v-nav, .v-tabs')) {
    const here = strip.querySelector('[aria-current]');
    if (!here || strip.scrollWidth <= strip.clientWidth) continue;
    const spare = (strip.clientWidth - here.offsetWidth) / 2;
    strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - spare;
  }
}

export function watchPage() {
  showWhereOneIs();
  document.addEventListener('click', ({ target }) => {
    target.closest('[data-close-toast]')?.closest('.v-toast').remove();
    if (target.closest('[data-print]')) window.print();
  });
}
