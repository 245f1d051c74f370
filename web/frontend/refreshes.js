// Fields come and go with an answer, and the server says which: a button pressed while it is being
// asked waits for the answer, else the browser would still ask for what is no longer needed.
const asked = new Set();
let pressed = null;

export function watchRefreshes() {
  document.addEventListener('htmx:config:request', ({ target, detail }) => { if (isFields(target)) leaveFiles(detail.ctx.request); });
  document.addEventListener('htmx:before:request', ({ target, detail }) => { if (isFields(target)) asked.add(detail.ctx); });
  for (const end of ['htmx:after:swap', 'htmx:finally:request']) document.addEventListener(end, answered);
  document.addEventListener('click', wait, true);
}

function isFields(element) {
  return element.matches?.('form .v-form[hx-post]');
}

/** Which fields are asked depends on answers alone; a chosen file travels once, with the form. */
function leaveFiles(request) {
  const answers = new FormData();
  for (const [name, value] of request.body) if (!(value instanceof File)) answers.append(name, value);
  request.body = answers;
}

function wait(event) {
  const button = event.target.closest?.('form[data-completes] button[type="submit"], form[data-completes] button:not([type])');
  if (!button || !asked.size) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  pressed = button;
  button.setAttribute('aria-busy', 'true');
}

function answered({ detail }) {
  if (!asked.delete(detail?.ctx) || asked.size || !pressed) return;
  const button = pressed;
  pressed = null;
  button.removeAttribute('aria-busy');
  if (button.isConnected) button.click();
}
