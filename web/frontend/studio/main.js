// The editor of a diagram: board, palette, panel, problems, autosave.
import './nonce.js';
import { icon } from '../page.js';
import { palette } from './blocks.js';
import { make } from './elements.js';
import { addKeys } from './keyboard.js';
import { merge } from './merge.js';
import { board, textOf } from './modeler.js';
import { Names } from './names.js';
import { Panel } from './panel.js';
import { Problems } from './problems.js';
import { offerKept } from './restoring.js';
import { Saving } from './saving.js';
import { given, post } from './talking.js';
import { addTools } from './tools.js';
import { say } from './words.js';

const LEGIBLE = 0.65;

start();

async function start() {
  const file = given('s-tep');
  const offers = given('s-danh-muc');
  const canvas = document.getElementById('s-ve');
  const status = document.querySelector('[data-save-status]');
  const modeler = board(canvas, offers);
  const names = new Names(modeler);
  const panel = new Panel(document.getElementById('s-thiet-lap'), modeler, names, offers);
  const source = { url: file.checkUrl, file: file.name, text: () => textOf(modeler) };
  const problems = new Problems(document.getElementById('s-van-de'), source, (id, field) => panel.focus(id, field), modeler, names);
  const saving = new Saving(file, status, {
    text: source.text,
    onConflict: async (clash, mine) => {
      const chosen = await merge(clash, mine, { keepUrl: file.keepUrl, isDiagram: true });
      saving.resume(clash.revision);
      if (chosen !== 'mine') {
        await open(modeler, clash.theirs, canvas);
        saving.dirty = false;
        saving.forget();
      } else {
        saving.changed();
      }
      problems.check();
    },
  });
  document.getElementById('s-bang').append(palette(modeler, names));
  offerLists(offers);
  if (!(await open(modeler, file.content, canvas))) return ready();
  modeler.on('commandStack.changed', () => { saving.changed(); problems.changed(); });
  addTools(document.getElementById('s-cong-cu'), modeler, file.name);
  addKeys(canvas, modeler, panel, saving);
  const [element, field] = decodeURIComponent(location.hash.slice(1)).split('/');
  if (element) panel.focus(element, field);
  if (!file.mayDraw) watchOnly(file, status, saving, canvas);
  else {
    post(file.penUrl, { over: false }).catch(() => {});
    offerKept(saving, status, (text) => open(modeler, text, canvas));
  }
  problems.check();
  ready();
}

async function open(modeler, xml, canvas) {
  try {
    await modeler.importXML(xml);
    const view = modeler.get('canvas');
    view.zoom('fit-viewport', 'auto');
    if (view.zoom() < LEGIBLE) {
      view.zoom(LEGIBLE, 'auto');
      const first = modeler.get('elementRegistry').find((element) => element.type === 'bpmn:StartEvent');
      if (first) view.scrollToElement(first, { top: 120, left: 120, right: 600, bottom: 200 });
    }
    return true;
  } catch (reason) {
    canvas.replaceChildren(make('p', { class: 's-panel__wait', text: say('broken', { why: reason.message }) }));
    return false;
  }
}

function ready() {
  document.documentElement.dataset.ready = '';
}

function offerLists(offers) {
  const stages = make('datalist', { id: 'giai-doan' }, ...offers.stages.map((one) => make('option', { value: one.key })));
  document.body.append(stages);
}

/** Somebody else has the pen: what one draws here would not be saved. */
function watchOnly(file, status, saving, canvas) {
  canvas.classList.add('is-watched');
  status.replaceChildren(make('span', { text: file.drawnBy ? say('drawing', { name: file.drawnBy }) : '' }));
  if (!file.drawnBy || !file.mayTakeOver) return;
  const take = make('button', { type: 'button', class: 'v-btn v-btn--s', onclick: () => saving.takeOver() });
  take.append(icon('edit'), say('takeOver'));
  status.append(take);
}
