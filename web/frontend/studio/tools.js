// The tools at the upper left of the drawing: undo, search, zoom, map, pictures.
import { icon } from '../page.js';
import { make } from './elements.js';
import { QuickLook } from './quick.js';
import { say } from './words.js';

export function addTools(place, modeler, name) {
  const tool = (sign, key, onclick) => {
    // The search closes at every click elsewhere, and would at the one that opens it.
    const press = (event) => { event.stopPropagation(); onclick(); };
    const button = make('button', { type: 'button', title: say(key), 'aria-label': say(key), 'data-tool': key, onclick: press });
    button.append(icon(sign));
    place.append(button);
    return button;
  };
  const undo = tool('back', 'undo', () => modeler.get('commandStack').undo());
  const redo = tool('redo', 'redo', () => modeler.get('commandStack').redo());
  tool('search', 'search', () => modeler.get('searchPad').toggle());
  tool('plus', 'zoomIn', () => modeler.get('zoomScroll').stepZoom(1));
  tool('minus', 'zoomOut', () => modeler.get('zoomScroll').stepZoom(-1));
  tool('fit', 'fit', () => modeler.get('canvas').zoom('fit-viewport', 'auto'));
  tool('eye', 'map', () => modeler.get('minimap').toggle());
  const look = new QuickLook(place.parentElement, modeler);
  tool('play', 'quick', () => look.toggle());
  tool('down', 'svg', async () => keep(new Blob([(await modeler.saveSVG()).svg], { type: 'image/svg+xml' }), name.replace(/\.bpmn$/, '.svg')));
  tool('screen', 'png', async () => keep(await picture((await modeler.saveSVG()).svg), name.replace(/\.bpmn$/, '.png')));
  const stack = modeler.get('commandStack');
  const show = () => { undo.disabled = !stack.canUndo(); redo.disabled = !stack.canRedo(); };
  modeler.on('commandStack.changed', show);
  show();
}

function keep(blob, name) {
  const link = make('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function picture(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = make('canvas', { width: image.width * 2, height: image.height * 2 });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
