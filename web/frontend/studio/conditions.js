// Conditions as sentences: simple comparisons are built from lists, everything else stays FEEL.
const CLAUSE = /^\s*([\p{L}_][\p{L}\p{N}_.]*)\s*(!=|<=|>=|=|<|>)\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|law\("[^"]+"\))\s*$/u;
const LAW = /^law\("([^"]+)"\)$/;

/** {joint: 'and' | 'or', clauses: [{name, operator, value}]}, or null for what is no such thing. */
export function parse(text) {
  const body = text.trim().replace(/^=/, '').trim();
  if (!body) return { joint: 'and', clauses: [] };
  for (const joint of ['or', 'and']) {
    const clauses = split(body, joint).map(clauseOf);
    if (clauses.every(Boolean)) return { joint: clauses.length > 1 ? joint : 'and', clauses };
  }
  return null;
}

export function write({ joint, clauses }) {
  if (!clauses.length) return '';
  return `= ${clauses.map(({ name, operator, value }) => `${name} ${operator} ${value}`).join(` ${joint} `)}`;
}

/** The value as FEEL writes it, by the kind of the field. */
export function literal(typed, kind) {
  const text = String(typed).trim();
  if (kind === 'checkbox' || text === 'true' || text === 'false') return text === 'true' ? 'true' : 'false';
  if (kind === 'number' && /^-?\d+([.,]\d+)?$/.test(text)) return text.replace(',', '.');
  return JSON.stringify(text);
}

/** The key of the law's value that a clause compares with; empty when it is written out. */
export function lawKey(value) {
  return LAW.exec(value)?.[1] ?? '';
}

export function byLaw(key) {
  return `law("${key}")`;
}

export function plain(value) {
  return value.startsWith('"') ? JSON.parse(value) : value;
}

/** Parts between a word, not looking into texts. */
function split(body, word) {
  const parts = [''];
  for (const piece of body.split(/("(?:[^"\\]|\\.)*")/)) {
    if (piece.startsWith('"')) {
      parts[parts.length - 1] += piece;
      continue;
    }
    const [first, ...others] = piece.split(new RegExp(`\\s+${word}\\s+`));
    parts[parts.length - 1] += first;
    parts.push(...others);
  }
  return parts;
}

function clauseOf(text) {
  const found = CLAUSE.exec(text);
  return found && { name: found[1], operator: found[2], value: found[3] };
}
