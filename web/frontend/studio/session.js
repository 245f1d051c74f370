// What the editors of a form and of a table share: loading, saving, clashes, problems.
import { merge } from './merge.js';
import { Problems } from './problems.js';
import { offerKept } from './restoring.js';
import { Saving } from './saving.js';
import { given, post } from './talking.js';
import { make } from './elements.js';
import { say } from './words.js';

/** editor: {open(text), text(), go(element, field)}; answers with what a change has to tell. */
export async function session(editor) {
  const file = given('s-tep');
  const status = document.querySelector('[data-save-status]');
  const source = { url: file.checkUrl, file: file.name, text: editor.text };
  const problems = new Problems(document.getElementById('s-van-de'), source, editor.go);
  const saving = new Saving(file, status, {
    text: async () => editor.text(),
    onConflict: async (clash, mine) => {
      const chosen = await merge(clash, mine, { keepUrl: file.keepUrl, isDiagram: false });
      saving.resume(clash.revision);
      if (chosen === 'mine') {
        saving.changed();
      } else {
        await editor.open(clash.theirs);
        saving.dirty = false;
        saving.forget();
      }
      problems.check();
    },
  });
  await editor.open(file.content);
  const [element, field] = decodeURIComponent(location.hash.slice(1)).split('/');
  if (element) editor.go(element, field);
  if (file.mayDraw) {
    post(file.penUrl, { over: false }).catch(() => {});
    offerKept(saving, status, editor.open);
  } else {
    watch(file, status, saving);
  }
  problems.check();
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
    event.preventDefault();
    saving.save();
  });
  document.documentElement.dataset.ready = '';
  return () => { saving.changed(); problems.changed(); };
}

function watch(file, status, saving) {
  if (!file.drawnBy) return;
  const take = make('button', { type: 'button', class: 'v-btn v-btn--s', text: say('takeOver'), onclick: () => saving.takeOver() });
  status.replaceChildren(make('span', { text: say('drawing', { name: file.drawnBy }) }), take);
}
