// Two drawings side by side: what one does in one of them happens in both, and differences are coloured.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

const FONT = '"Be Vietnam Pro", "Segoe UI", "Noto Sans", Arial, sans-serif';

start();

async function start() {
  const frame = document.querySelector('[data-compare]');
  const marks = JSON.parse(frame.dataset.marks);
  const [before, after] = await Promise.all([...frame.querySelectorAll('[data-side]')].map(draw));
  if (before && after) follow(before, after);
  mark(before, marks.removed, 's-removed');
  mark(after, marks.added, 's-added');
  for (const viewer of [before, after]) mark(viewer, marks.changed, 's-changed');
  frame.querySelector('[data-show-moved]')?.addEventListener('change', ({ target }) => {
    for (const viewer of [before, after]) mark(viewer, marks.moved, 's-moved', target.checked);
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-goto]');
    if (link && go([after, before], link.dataset.goto)) event.preventDefault();
  });
  document.documentElement.dataset.ready = '';
}

async function draw(place) {
  const viewer = new NavigatedViewer({ container: place, textRenderer: { defaultStyle: { fontFamily: FONT }, externalStyle: { fontFamily: FONT } } });
  try {
    const answer = await fetch(place.dataset.url);
    await viewer.importXML(await answer.text());
    viewer.get('canvas').zoom('fit-viewport', 'auto');
    return viewer;
  } catch (reason) {
    console.warn('diagram not drawn:', reason.message);
    return null;
  }
}

function mark(viewer, ids, name, on = true) {
  if (!viewer) return;
  for (const id of ids) {
    if (!viewer.get('elementRegistry').get(id)) continue;
    viewer.get('canvas')[on ? 'addMarker' : 'removeMarker'](id, name);
  }
}

function follow(one, other) {
  let moving = false;
  for (const [from, to] of [[one, other], [other, one]]) {
    from.on('canvas.viewbox.changed', ({ viewbox }) => {
      if (moving) return;
      moving = true;
      const { x, y, width, height } = viewbox;
      to.get('canvas').viewbox({ x, y, width, height });
      moving = false;
    });
  }
}

function go(viewers, id) {
  const viewer = viewers.find((one) => one?.get('elementRegistry').get(id));
  if (!viewer) return false;
  viewer.get('canvas').scrollToElement(id, 60);
  for (const one of viewers) for (const element of one?.get('elementRegistry').getAll() ?? []) one.get('canvas').removeMarker(element.id, 'vd-picked');
  mark(viewer, [id], 'vd-picked');
  return true;
}
