// Evaluates expressions with npm's feelin, one JSON object a line, and writes what came out in the
// notation of canonical.py.
import { createInterface } from 'node:readline';
import { evaluate } from 'feelin';

const TEMPORAL = new Set(['FeelDate', 'FeelTime', 'FeelDateTime', 'FeelDuration']);

function canonical(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return { number: value };
  if (Array.isArray(value)) return value.map(canonical);
  const kind = value.constructor?.name ?? 'Object';
  if (TEMPORAL.has(kind)) return { temporal: JSON.parse(JSON.stringify(value)) };
  if (kind === 'FeelRange') return rangeOf(value);
  if (kind === 'FeelFunction' || typeof value === 'function') return { function: true };
  return { context: Object.entries(value).map(([key, entry]) => [key, canonical(entry)]) };
}

function rangeOf(value) {
  const plain = JSON.parse(JSON.stringify(value));
  return { range: [canonical(value.start), canonical(value.end), plain['start included'], plain['end included']] };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { expression, context } = JSON.parse(line);
  let answer;
  try {
    answer = { value: canonical(evaluate(expression, context).value) };
  } catch (error) {
    answer = { error: String(error.message) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
