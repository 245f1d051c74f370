// Sending files: how much has gone up, and that it is being checked. The answer takes the place of the page.
import { keep } from './kept.js';
import { csrfToken } from './page.js';
import { say } from './words.js';

export function watchUploads() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches('form[data-upload]') || !hasFiles(form)) return;
    event.preventDefault();
    send(form, event.submitter);
  });
}

function hasFiles(form) {
  return [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
}

function send(form, submitter) {
  if (form.hasAttribute('aria-busy')) return;
  const request = new XMLHttpRequest();
  const show = progressOf(form);
  request.open('POST', form.action);
  request.setRequestHeader('X-CSRFToken', csrfToken());
  request.responseType = 'document';
  request.upload.addEventListener('progress', ({ loaded, total }) => show(say('uploading', { percent: percent(loaded, total) }), percent(loaded, total)));
  request.upload.addEventListener('load', () => show(say('checking')));
  request.addEventListener('load', () => (request.response ? replacePage(request, form) : form.submit()));
  request.addEventListener('error', () => {
    form.removeAttribute('aria-busy');
    show(say('notSent'), 0);
    if (form.matches('[data-kept]')) keep(form);
  });
  form.setAttribute('aria-busy', 'true');
  request.send(new FormData(form, submitter));
  show(say('uploading', { percent: 0 }), 0);
}

function percent(loaded, total) {
  return total ? Math.round((100 * loaded) / total) : 0;
}

/** Without a value the bar only says that something goes on. */
function progressOf(form) {
  const place = form.querySelector('[data-upload-progress]');
  const bar = place.querySelector('progress');
  return (text, value) => {
    place.hidden = false;
    place.querySelector('[data-upload-text]').textContent = text;
    if (value === undefined) bar.removeAttribute('value');
    else bar.value = value;
  };
}

function replacePage(request, form) {
  // Led elsewhere, such as to sign in: that page has an address of its own.
  if (new URL(request.responseURL).pathname !== new URL(form.action).pathname) return location.assign(request.responseURL);
  const fresh = request.response.querySelector('main');
  document.title = request.response.title;
  document.querySelector('main').replaceWith(document.adoptNode(fresh));
  window.scrollTo(0, 0);
  document.dispatchEvent(new Event('htmx:after:swap'));
}
