// The editor of decision tables: dmn-js, with the same saving and checking as everything in the studio.
import '../nonce.js';
import DmnModeler from 'dmn-js/lib/Modeler';

import { make } from '../elements.js';
import { session } from '../session.js';
import { given, post } from '../talking.js';
import translate from '../translate.js';
import { tried } from './trying.js';

const place = document.getElementById('s-ve');
const module = { additionalModules: [translate] };
const modeler = new DmnModeler({ container: place, drd: module, decisionTable: module, literalExpression: module, boxedExpression: module });
let changed = () => {};

start();

async function start() {
  changed = await session({
    open: async (text) => {
      await modeler.importXML(text);
      const tables = modeler.getViews().filter((view) => view.type === 'decisionTable');
      if (tables.length) await modeler.open(tables[0]);
      follow();
    },
    // Editors of expressions may leave no-break spaces behind, which no parser takes for spaces.
    text: async () => (await modeler.saveXML({ format: true })).xml.replaceAll('\u00a0', ' '),
    go: (element) => {
      const view = modeler.getViews().find((one) => one.element.id === element);
      if (view) modeler.open(view);
      else place.querySelector(`[data-element-id="${CSS.escape(element)}"]`)?.scrollIntoView({ block: 'center' });
    },
  });
  modeler.on('views.changed', () => { tabs(); follow(); });
  tabs();
  tried(document.getElementById('t-thu'), async (inputs) => post(given('s-thu').url, { content: (await modeler.saveXML()).xml, decision: modeler.getActiveView()?.element.id ?? '', inputs }));
}

const followed = new WeakSet();

function follow() {
  const viewer = modeler.getActiveViewer();
  if (!viewer || followed.has(viewer)) return;
  followed.add(viewer);
  viewer.on('elements.changed', () => changed());
}

function tabs() {
  const list = document.getElementById('t-bang');
  list.replaceChildren(...modeler.getViews().map((view) => {
    const button = make('button', { type: 'button', class: 'v-btn v-btn--s', text: view.name || view.element.id, onclick: () => modeler.open(view) });
    button.setAttribute('aria-pressed', String(view === modeler.getActiveView()));
    return make('li', {}, button);
  }));
}
