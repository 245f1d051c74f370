// Chosen files: names and sizes at once, too large ones refused before they travel.
import { fileSize, say } from './words.js';

export function watchFiles() {
  document.addEventListener('change', ({ target }) => {
    if (target.matches('input[type="file"]')) check(target);
    tellGates();
  });
  document.addEventListener('htmx:after:swap', tellGates);
}

/** A gate that wants a file knows of the chosen one only when it arrives with the form. */
function tellGates() {
  const inputs = document.querySelectorAll('form[data-completes] input[type="file"]');
  const isChosen = [...inputs].some((input) => input.files.length);
  for (const gate of document.querySelectorAll('[data-wants-file]')) {
    gate.classList.toggle('is-shut', !isChosen);
    gate.classList.toggle('is-next', isChosen);
    gate.querySelector('[data-without-file]').hidden = isChosen;
    gate.querySelector('[data-with-file]').hidden = !isChosen;
    for (const sign of gate.querySelectorAll(':scope > .i')) sign.toggleAttribute('hidden', sign.hasAttribute('data-with') !== isChosen);
  }
  if (!document.querySelector('[data-wants-file]')) return;
  const isShut = Boolean(document.querySelector('#cong .is-shut'));
  for (const told of document.querySelectorAll('#cong-nhac, #cong [data-any-shut]')) told.hidden = !isShut;
}

function check(input) {
  const limit = Number(input.dataset.maxBytes ?? Infinity);
  const large = Number(input.dataset.warnBytes ?? Infinity);
  const lines = [...input.files].map((file) => lineOf(file, limit, large));
  const wrong = lines.find((line) => line.wrong);
  input.setCustomValidity(wrong?.text ?? '');
  input.toggleAttribute('aria-invalid', Boolean(wrong));
  if (wrong) input.setAttribute('aria-invalid', 'true');
  input.closest('.v-field')?.querySelector('[data-files]')?.replaceChildren(...lines.map(elementOf));
}

function lineOf(file, limit, large) {
  const facts = { name: file.name, size: fileSize(file.size) };
  if (file.size > limit) return { wrong: true, text: say('tooLarge', { ...facts, limit: fileSize(limit) }) };
  if (file.size > large) return { wrong: false, text: say('large', { ...facts, limit: fileSize(large) }) };
  return { wrong: false, text: `${facts.name} · ${facts.size}` };
}

function elementOf({ wrong, text }) {
  return Object.assign(document.createElement('span'), { className: wrong ? 'is-wrong' : '', textContent: text });
}
