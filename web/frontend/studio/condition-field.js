// The condition of a flow or event: a sentence, lists to change it, and FEEL for those who want it.
import { choice, note, part, text } from './controls.js';
import { byLaw, lawKey, literal, parse, plain, write } from './conditions.js';
import { act, make } from './elements.js';
import { inLanguage, say } from './words.js';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='];

/** {body, raw}: what stands in the panel, and what stands under "advanced"; values: those of the law. */
export function conditionField(written, change, fields, values = []) {
  const raw = text('feel', say('feel'), written, change, { hint: say('feelExample'), rows: 2 });
  const condition = parse(written);
  if (!condition) return { body: part('condition', say('condition'), note(say('conditionFree')), make('code', { text: written })), raw };
  const told = () => change(write(condition));
  const body = part('condition', say('condition'), make('p', { class: 's-sentence', role: 'status', text: sentence(condition, fields, values) }));
  if (condition.clauses.length > 1) body.append(joint(condition, told));
  condition.clauses.forEach((clause, place) => body.append(row(clause, place, condition, fields, values, told)));
  body.append(act(say('addClause'), () => {
    const [first] = fields;
    condition.clauses.push({ name: first?.key ?? 'dossier.nominees', operator: '=', value: first?.options?.[0] ? literal(first.options[0].key, first.kind) : '""' });
    told();
  }, { sign: 'plus' }));
  return { body, raw };
}

export function sentence({ joint: word, clauses }, fields, values = []) {
  if (!clauses.length) return say('conditionNone');
  return `${clauses.map((clause) => clauseWords(clause, fields, values)).join(` ${say(word)} `)}.`;
}

function clauseWords({ name, operator, value }, fields, values) {
  const known = fields.find((field) => field.key === name);
  if (lawKey(value)) {
    const asked = values.find((one) => one.key === lawKey(value));
    return `${known ? inLanguage(known) : name} ${say(`op${operator}`)} ${say('byLaw', { value: asked ? `${inLanguage(asked)} (${asked.note})` : lawKey(value) })}`;
  }
  const option = known?.options?.find((one) => one.key === plain(value));
  const said = option ? `“${inLanguage(option)}”` : known?.kind === 'number' ? plain(value) : `“${plain(value)}”`;
  return `${known ? inLanguage(known) : name} ${say(`op${operator}`)} ${said}`;
}

function joint(condition, told) {
  return choice(condition.joint, [['and', say('all')], ['or', say('any')]], (word) => { condition.joint = word; told(); }, null);
}

function row(clause, place, condition, fields, values, told) {
  const known = fields.find((field) => field.key === clause.name);
  const name = choice(clause.name, fields.map((field) => [field.key, inLanguage(field)]), (chosen) => {
    const field = fields.find((one) => one.key === chosen);
    clause.name = chosen;
    clause.value = field?.options?.[0] ? literal(field.options[0].key, field.kind) : literal('', field?.kind);
    told();
  }, null);
  const operator = choice(clause.operator, OPERATORS.map((one) => [one, say(`op${one}`)]), (chosen) => { clause.operator = chosen; told(); }, null);
  const value = known?.options?.length
    ? choice(plain(clause.value), known.options.map((one) => [one.key, inLanguage(one)]), (chosen) => { clause.value = literal(chosen, known.kind); told(); }, null)
    : make('input', { type: 'text', class: 'v-input', value: lawKey(clause.value) ? '' : plain(clause.value), onchange: ({ target }) => { clause.value = literal(target.value, known?.kind ?? 'number'); told(); } });
  const law = known?.options?.length || !values.length ? null : choice(lawKey(clause.value), values.map((one) => [one.key, `${inLanguage(one)} · ${one.note}`]), (key) => { clause.value = key ? byLaw(key) : literal('', known?.kind ?? 'number'); told(); }, say('written'));
  if (law && lawKey(clause.value)) value.hidden = true;
  for (const [control, word] of [[name, 'field'], [operator, 'comparison'], [value, 'value'], [law, 'lawValue']]) control?.setAttribute('aria-label', say(word));
  const drop = act('', () => { condition.clauses.splice(place, 1); told(); }, { sign: 'cross', kind: 'v-btn--quiet', 'aria-label': say('removeClause') });
  return make('div', { class: 's-clause' }, name, operator, law, value, drop);
}
