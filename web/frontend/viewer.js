// Draws a procedure into every element that names one: an extra, the outline beside it says the same.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import { icon } from './page.js';
import { runToken } from './token.js';
import { say } from './words.js';

const FONT = '"Be Vietnam Pro", "Segoe UI", "Noto Sans", Arial, sans-serif';
const ZOOM_MOST = 1.2;
const ZOOM_LEGIBLE = 0.65;

start();

async function start() {
  const frames = [...document.querySelectorAll('[data-bpmn-url]')];
  await Promise.all(frames.map(draw));
  document.documentElement.dataset.ready = '';
}

async function draw(frame) {
  const viewer = new NavigatedViewer({
    container: frame,
    textRenderer: { defaultStyle: { fontFamily: FONT, fontSize: 12 }, externalStyle: { fontFamily: FONT, fontSize: 11 } },
  });
  try {
    const answer = await fetch(frame.dataset.bpmnUrl, { headers: { Accept: 'application/xml' } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await viewer.importXML(await answer.text());
  } catch (reason) {
    return tellFailure(frame, viewer, reason);
  }
  frame.classList.add('is-drawn');
  mark(viewer, frame.dataset);
  begin(viewer, read(frame.dataset.current, [])[0]);
  addTools(frame, viewer);
  followOutline(frame, viewer);
  runToken(viewer, read(frame.dataset.moves, []));
}

function tellFailure(frame, viewer, reason) {
  viewer.destroy();
  console.warn('diagram not drawn:', reason.message);
  frame.replaceChildren(Object.assign(document.createElement('p'), { className: 'v-bpmn__wait', textContent: say('noDrawing') }));
}

function mark(viewer, { done, current, returned, missed, heat, badges }) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const add = (id, name) => { if (registry.get(id)) canvas.addMarker(id, name); };
  for (const id of read(done, [])) add(id, 'vd-done');
  for (const id of read(returned, [])) add(id, 'vd-returned');
  for (const id of read(missed, [])) add(id, 'vd-missed');
  for (const id of read(current, [])) add(id, 'vd-current');
  for (const [id, level] of Object.entries(read(heat, {}))) add(id, `vd-heat-${Number(level)}`);
  for (const [id, badge] of Object.entries(read(badges, {}))) if (registry.get(id)) pin(viewer, id, badge);
}

function read(json, otherwise) {
  try {
    return JSON.parse(json) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function pin(viewer, id, badge) {
  const { text, tone } = typeof badge === 'object' ? badge : { text: String(badge) };
  const html = document.createElement('div');
  html.className = `vd-badge${tone ? ` vd-badge--${tone}` : ''}`;
  html.textContent = text;
  const { width } = viewer.get('elementRegistry').get(id);
  viewer.get('overlays').add(id, { position: { top: -10, left: width / 2 }, html });
}

function fit(viewer) {
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > ZOOM_MOST) canvas.zoom(ZOOM_MOST, 'auto');
}

/** Where the whole drawing would be too small to read: begin where the dossier is, else where it starts. */
function begin(viewer, current) {
  const canvas = viewer.get('canvas');
  fit(viewer);
  if (canvas.zoom() >= ZOOM_LEGIBLE) return;
  canvas.zoom(ZOOM_LEGIBLE, 'auto');
  const elements = viewer.get('elementRegistry');
  const first = elements.get(current) ?? elements.find((element) => element.type === 'bpmn:StartEvent');
  if (first) canvas.scrollToElement(first);
}

function addTools(frame, viewer) {
  const tools = Object.assign(document.createElement('div'), { className: 'v-bpmn__tools no-print' });
  const tool = (sign, key, act) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', title: say(key) });
    button.setAttribute('aria-label', say(key));
    button.append(icon(sign));
    button.addEventListener('click', act);
    tools.append(button);
  };
  tool('plus', 'zoomIn', () => viewer.get('zoomScroll').stepZoom(1));
  tool('minus', 'zoomOut', () => viewer.get('zoomScroll').stepZoom(-1));
  tool('fit', 'fit', () => fit(viewer));
  frame.append(tools);
}

/** The same selection in the outline and in the drawing. */
function followOutline(frame, viewer) {
  const outline = document.querySelector('[data-bpmn-outline]');
  if (!outline) return;
  const registry = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');
  const pick = (id) => {
    for (const element of registry.getAll()) canvas.removeMarker(element.id, 'vd-picked');
    for (const item of outline.querySelectorAll('.is-picked')) item.classList.remove('is-picked');
    if (registry.get(id)) canvas.addMarker(id, 'vd-picked');
    outline.querySelector(`[data-element="${CSS.escape(id)}"]`)?.closest('li').classList.add('is-picked');
  };
  outline.addEventListener('click', (event) => {
    const link = event.target.closest('[data-element]');
    if (!link || !registry.get(link.dataset.element)) return;
    event.preventDefault();
    pick(link.dataset.element);
    canvas.scrollToElement(link.dataset.element);
    frame.scrollIntoView({ block: 'nearest' });
  });
  viewer.get('eventBus').on('element.click', ({ element }) => pick(element.id));
}
