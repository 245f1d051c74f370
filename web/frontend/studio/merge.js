// Two people saved the same file: both versions side by side, and nobody's words are lost.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import { act, make } from './elements.js';
import { post } from './talking.js';
import { say } from './words.js';

/** clash: {theirs, revision, by, differences}; answers with what was chosen: 'mine', 'theirs' or 'both'. */
export async function merge(clash, mine, { keepUrl, isDiagram }) {
  const dialog = make('dialog', { class: 'v-dialog v-dialog--modal s-merge', 'aria-labelledby': 's-merge-ten' });
  const sides = [[say('mergeMine'), mine], [say('mergeTheirs', { name: clash.by }), clash.theirs]].map(([title, text]) => side(title, text, isDiagram));
  const list = clash.differences.length
    ? [make('p', { class: 'small w5', text: say('mergeDiff', { name: clash.by }) }), make('ul', { class: 'dots small' }, ...clash.differences.map((one) => make('li', { text: one })))]
    : [make('p', { class: 'small', text: say('mergeSame') })];
  dialog.append(
    make('header', {}, make('h2', { id: 's-merge-ten', text: say('mergeTitle', { name: clash.by }) })),
    make('div', { class: 'body' }, make('div', { class: 's-sides' }, ...sides.map((one) => one.box)), ...list, make('p', { class: 'v-hint', text: say('keepNote') })),
  );
  document.body.append(dialog);
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.showModal();
  await Promise.all(sides.map((one) => one.draw()));
  const choice = await new Promise((resolve) => {
    const foot = make('div', { class: 'foot' },
      act(say('keepTheirs'), () => resolve('theirs'), { 'data-keep': 'theirs' }), act(say('keepBoth'), () => resolve('both'), { 'data-keep': 'both' }), act(say('keepMine'), () => resolve('mine'), { kind: 'v-btn--main', 'data-keep': 'mine' }));
    dialog.append(foot);
    foot.querySelector('button').focus();
  });
  if (choice !== 'mine') await post(keepUrl, { content: mine, as_file: choice === 'both' });
  dialog.remove();
  return choice;
}

function side(title, text, isDiagram) {
  const view = make('div', { class: 's-side__view' });
  const box = make('section', { class: 's-side' }, make('h3', { text: title }), view);
  const draw = async () => {
    if (!isDiagram) return view.append(make('pre', { text }));
    const viewer = new NavigatedViewer({ container: view });
    try {
      await viewer.importXML(text);
      viewer.get('canvas').zoom('fit-viewport', 'auto');
    } catch {
      view.replaceChildren(make('pre', { text }));
    }
  };
  return { box, draw };
}
