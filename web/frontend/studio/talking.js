// Talking to the server: JSON there and back, with the token of the page.
import { csrfToken } from '../page.js';

export class Refused extends Error {
  constructor(status, body) {
    super(body?.detail ?? `status ${status}`);
    this.status = status;
    this.body = body ?? {};
  }
}

export async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken() },
    body: JSON.stringify(body),
  });
  if (answer.redirected || !(answer.headers.get('Content-Type') ?? '').includes('json')) {
    throw new Refused(answer.redirected ? 401 : answer.status);
  }
  const said = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

export function given(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
