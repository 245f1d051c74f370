// A token runs along the flows that were passed last, so that one sees where the run came from.
const SPEED = 0.9; // pixels of the drawing in a millisecond
const RADIUS = 8;

/** ids: elements and flows in the order in which they were passed; only flows are run along. */
export function runToken(viewer, ids) {
  if (!ids.length || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const registry = viewer.get('elementRegistry');
  const paths = ids.map((id) => registry.getGraphics(id)?.querySelector('.djs-visual > path')).filter((path) => path && path.closest('.djs-connection'));
  if (!paths.length) return;
  const token = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  token.setAttribute('r', String(RADIUS));
  token.setAttribute('class', 'vd-token');
  viewer.get('canvas').getActiveLayer().append(token);
  let at = 0;
  let begun;
  const step = (now) => {
    begun ??= now;
    const path = paths[at];
    const gone = Math.min((now - begun) * SPEED, path.getTotalLength());
    const { x, y } = path.getPointAtLength(gone);
    token.setAttribute('cx', String(x));
    token.setAttribute('cy', String(y));
    if (gone >= path.getTotalLength()) {
      at += 1;
      begun = now;
    }
    if (at < paths.length) requestAnimationFrame(step);
    else token.remove();
  };
  requestAnimationFrame(step);
}
