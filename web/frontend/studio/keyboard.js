// The drawing by keyboard: Tab reaches it, N and P walk from shape to shape, Enter goes to the panel.
import { parentOf } from './blocks.js';
import { say } from './words.js';

export function addKeys(canvas, modeler, panel, saving) {
  canvas.setAttribute('aria-label', say('toCanvas'));
  // The library listens on its own sheet; whoever comes to the frame around it comes to that.
  canvas.querySelector('.djs-container > svg, .djs-container svg')?.setAttribute('aria-label', say('toCanvas'));
  canvas.addEventListener('focus', () => modeler.get('canvas').focus());
  canvas.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'v' || isTyping(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    paste(modeler);
  }, true);
  const walk = (step) => {
    const shapes = inOrder(modeler);
    if (!shapes.length) return;
    const [selected] = modeler.get('selection').get();
    const place = shapes.indexOf(selected);
    const next = shapes[(place + step + shapes.length) % shapes.length];
    modeler.get('selection').select(next);
    modeler.get('canvas').scrollToElement(next);
  };
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === 'n' || event.key === 'N') walk(1);
    else if (event.key === 'p' || event.key === 'P') walk(-1);
    else if (event.key === 'Enter') { const [selected] = modeler.get('selection').get(); panel.focus(selected?.id ?? '', 'name'); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      saving.save();
    }
    if (event.key === 'Escape' && panel.place.contains(event.target)) modeler.get('canvas').focus();
  });
}

/** Into the middle of what is seen: the library would wait for the mouse to show where. */
function paste(modeler) {
  const { x, y, width, height } = modeler.get('canvas').viewbox();
  const pasted = modeler.get('copyPaste').paste({ element: parentOf(modeler), point: { x: Math.round(x + width / 2), y: Math.round(y + height / 2) } });
  if (pasted) modeler.get('selection').select(pasted.filter((one) => one.parent && !one.host && !one.labelTarget && !one.waypoints));
}

/** From left to right, as one reads; what hangs on a border comes after its step. */
function inOrder(modeler) {
  const shapes = modeler.get('elementRegistry').filter((one) => !one.labelTarget && one.parent && !one.waypoints && one.businessObject.$instanceOf('bpmn:FlowNode'));
  return shapes.sort((one, other) => one.x - other.x || one.y - other.y);
}

function isTyping(target) {
  return target.closest('input, textarea, select, [contenteditable="true"]');
}
