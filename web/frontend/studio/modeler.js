// The drawing board: bpmn-js with our palette, our words, and copies that lose nothing.
import Modeler from 'bpmn-js/lib/Modeler';
import minimap from 'diagram-js-minimap';

import blocks from './blocks.js';
import calm from './calm.js';
import clipboard from './clipboard.js';
import keeping from './keeping.js';
import translate from './translate.js';

const FONT = '"Be Vietnam Pro", "Segoe UI", "Noto Sans", Arial, sans-serif';

export function board(container, offers) {
  return new Modeler({
    container,
    textRenderer: { defaultStyle: { fontFamily: FONT, fontSize: 12 }, externalStyle: { fontFamily: FONT, fontSize: 11 } },
    additionalModules: [translate, keeping, clipboard, minimap, blocks, calm, { offers: ['value', offers] }],
  });
}

export async function textOf(modeler) {
  const { xml } = await modeler.saveXML({ format: true });
  return xml;
}
