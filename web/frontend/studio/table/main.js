// The editor of decision tables: dmn-js, with the same saving and checking as everything in the studio.
import '../nonce.js';
import DmnModeler from 'dmn-js/lib/Modeler';

import { make } from '../elements.js';
import { session } from '../session.js';
import { given, post } from '../talking.js';
import { translating } from '../translate.js';
import { vietnamese as shared } from '../vietnamese.js';
import { lawPicker } from './law.js';
import { Trying } from './trying.js';
import { vietnamese } from './vietnamese.js';

const place = document.getElementById('s-ve');
const module = { additionalModules: [{ translate: ['value', translating({ ...shared, ...vietnamese })] }] };
const modeler = new DmnModeler({ container: place, drd: module, decisionTable: module, literalExpression: module, boxedExpression: module });
const trying = new Trying(document.getElementById('t-thu'), modeler, (asked) => post(given('s-thu').url, asked));
let changed = () => {};

start();

async function start() {
  lawPicker(document.getElementById('t-luat'), modeler, given('s-danh-muc').values);
  modeler.on('views.changed', () => { tabs(); follow(); trying.ask(); });
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
  tabs();
}

const followed = new WeakSet();

function follow() {
  const viewer = modeler.getActiveViewer();
  if (!viewer || followed.has(viewer)) return;
  followed.add(viewer);
  viewer.on('elements.changed', () => { changed(); trying.changed(); });
}

function tabs() {
  const list = document.getElementById('t-bang');
  list.replaceChildren(...modeler.getViews().map((view) => {
    const button = make('button', { type: 'button', class: 'v-btn v-btn--s', text: view.name || view.element.id, onclick: () => modeler.open(view) });
    button.setAttribute('aria-pressed', String(view === modeler.getActiveView()));
    return make('li', {}, button);
  }));
}
