// Attributes of other namespaces as the drawing spells them. Neither ours (vd:) nor Camunda's are
// declared to the library: what it does not know it keeps as it stands, ours and foreign alike.
export const VD = 'urn:vinhdanh:bpmn:1';
export const CAMUNDA = 'http://camunda.org/schema/1.0/bpmn';

const USUAL = { [VD]: 'vd', [CAMUNDA]: 'camunda' };

/** The prefix that the file uses for a namespace; a file that has none is given the usual or wished one. */
export function prefixOf(definitions, uri, wish = 'x') {
  const found = Object.entries(definitions.$attrs).find(([name, value]) => name.startsWith('xmlns:') && value === uri);
  if (found) return found[0].slice('xmlns:'.length);
  let prefix = USUAL[uri] ?? wish;
  while (definitions.$attrs[`xmlns:${prefix}`]) prefix += '_';
  definitions.$attrs[`xmlns:${prefix}`] = uri;
  return prefix;
}

/** The namespace behind a prefix of the file; empty when the file does not say. */
export function uriOf(definitions, prefix) {
  return definitions.$attrs[`xmlns:${prefix}`] ?? '';
}

export function definitionsOf(object) {
  let top = object;
  while (top.$parent) top = top.$parent;
  return top;
}

/** Reads and names attributes of one modeler's drawing. */
export class Names {
  constructor(modeler) {
    this._modeler = modeler;
  }

  vd(name) {
    return `${prefixOf(this._modeler.getDefinitions(), VD)}:${name}`;
  }

  camunda(name) {
    return `${prefixOf(this._modeler.getDefinitions(), CAMUNDA)}:${name}`;
  }

  read(object, name) {
    return object.get(name) ?? '';
  }
}
