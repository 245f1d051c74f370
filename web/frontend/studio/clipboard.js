// Copy in one drawing, paste in another: what was copied is kept for all windows of this browser.
import { definitionsOf, prefixOf, uriOf } from './names.js';

const PLACE = 'vinhdanh-studio-copy';
const BEFORE_THE_LIBRARY = 3000;

class SharedClipboard {
  constructor(eventBus, moddle, bpmnjs) {
    eventBus.on('copyPaste.elementsCopied', ({ tree }) => {
      try {
        localStorage.setItem(PLACE, JSON.stringify(tree, plain(bpmnjs)));
      } catch {
        // A browser that keeps nothing still copies within this drawing.
      }
    });
    eventBus.on('copyPaste.pasteElements', BEFORE_THE_LIBRARY, (context) => {
      const kept = localStorage.getItem(PLACE);
      if (kept && !context.tree) context.tree = JSON.parse(kept, made(moddle, bpmnjs));
    });
  }
}

SharedClipboard.$inject = ['eventBus', 'moddle', 'bpmnjs'];

export default { __init__: ['sharedClipboard'], sharedClipboard: ['type', SharedClipboard] };

/** Attributes and elements of other namespaces go by the namespace: another file may spell it otherwise. */
function plain(bpmnjs) {
  return (_key, value) => {
    if (value === null || typeof value !== 'object' || typeof value.$type !== 'string') return value;
    const top = value.$parent ? definitionsOf(value) : bpmnjs.getDefinitions();
    const definitions = top.$type === 'bpmn:Definitions' ? top : bpmnjs.getDefinitions();
    const written = { $type: value.$type, ...value };
    if (value.$descriptor?.isGeneric) written.$uri = value.$descriptor.ns.uri;
    const foreign = Object.entries(value.$attrs ?? {}).filter(([name]) => name.includes(':') && !name.startsWith('xmlns'));
    if (foreign.length) {
      written.$foreign = foreign.map(([name, one]) => {
        const [prefix, local] = name.split(':');
        return { uri: uriOf(definitions, prefix), prefix, local, value: one };
      });
    }
    return written;
  };
}

/** Elements are made anew from what was written; what stood twice is made once. */
function made(moddle, bpmnjs) {
  const known = {};
  return (_key, value) => {
    if (value === null || typeof value !== 'object' || typeof value.$type !== 'string') return value;
    if (value.id && known[value.id]) return known[value.id];
    const { $type, $uri, $foreign = [], ...attributes } = value;
    const definitions = bpmnjs.getDefinitions();
    if ($uri) {
      const [prefix, local] = $type.split(':');
      return moddle.createAny(`${prefixOf(definitions, $uri, prefix)}:${local}`, $uri, attributes);
    }
    const element = moddle.create($type, attributes);
    for (const { uri, prefix, local, value: one } of $foreign) {
      if (uri) element.$attrs[`${prefixOf(definitions, uri, prefix)}:${local}`] = one;
    }
    if (value.id) known[value.id] = element;
    return element;
  };
}
