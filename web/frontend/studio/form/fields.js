// What can be set of a field of a form; settings that are not shown here stay as they are.
import { conditionField } from '../condition-field.js';
import { number, select, text, tick } from '../controls.js';
import { inLanguage } from '../words.js';
import { said } from './words.js';

const FREE = ['textfield', 'textarea'];
const CHOICES = ['radio', 'select', 'checklist'];

/** others: the fields of the form that a condition may ask about; values: those of the law. */
export function fieldsOf(component, tell, isForm, others, values) {
  const inner = (holder, name, value) => {
    const kept = { ...(component[holder] ?? {}) };
    if (value === '' || value === undefined) delete kept[name];
    else kept[name] = value;
    if (Object.keys(kept).length) component[holder] = kept;
    else delete component[holder];
    tell();
  };
  const own = (name, value) => {
    if (value === '' || value === undefined) delete component[name];
    else component[name] = value;
    tell();
  };
  const properties = component.properties ?? {};
  const rules = component.validate ?? {};
  if (isForm) {
    return [
      text('title', said('title'), properties.title ?? '', (value) => inner('properties', 'title', value), { hint: said('titleExample') }),
      text('titleEn', said('titleEn'), properties.titleEn ?? '', (value) => inner('properties', 'titleEn', value)),
    ];
  }
  const words = component.type === 'text' ? 'text' : component.type === 'datetime' ? 'dateLabel' : 'label';
  const english = component.type === 'text' ? 'textEn' : 'labelEn';
  const shown = [
    text('label', said('label'), component[words] ?? '', (value) => own(words, value), { hint: said('labelExample'), rows: component.type === 'text' ? 3 : 0 }),
    text('labelEn', said('labelEn'), properties[english] ?? '', (value) => inner('properties', english, value), { rows: component.type === 'text' ? 3 : 0 }),
  ];
  const isField = !['group', 'text'].includes(component.type);
  if (isField) {
    shown.push(
      text('key', said('key'), component.key ?? '', (value) => own('key', value.trim()), { hint: said('keyExample') }),
      text('hint', said('hint'), properties.hint ?? '', (value) => inner('properties', 'hint', value)),
      text('hintEn', said('hintEn'), properties.hintEn ?? '', (value) => inner('properties', 'hintEn', value)),
    );
    if (component.type !== 'nominees') shown.push(tick('required', said('required'), Boolean(rules.required), (value) => inner('validate', 'required', value || undefined)));
  }
  if (FREE.includes(component.type)) {
    for (const name of ['minLength', 'maxLength']) shown.push(number(name, said(name), String(rules[name] ?? ''), (value) => inner('validate', name, value && Number(value))));
  }
  if (component.type === 'number') {
    for (const name of ['min', 'max']) shown.push(number(name, said(name), String(rules[name] ?? ''), (value) => inner('validate', name, value && Number(value))));
  }
  if (CHOICES.includes(component.type) && Array.isArray(component.values)) {
    shown.push(text('values', said('values'), optionsText(component.values), (value) => own('values', options(value, component.values)), { hint: said('valuesExample'), rows: 5 }));
  }
  if (CHOICES.includes(component.type)) {
    const lists = values.filter((one) => one.list).map((one) => [one.key, inLanguage(one)]);
    shown.push(select('optionsFrom', said('optionsFrom'), properties.optionsFrom ?? '', lists, (value) => inner('properties', 'optionsFrom', value), { hint: said('optionsFromHint') }));
  }
  const { body, raw } = conditionField(component.conditional?.hide ?? '', (value) => inner('conditional', 'hide', value.trim()), others.filter((one) => one.key !== component.key), values);
  body.querySelector('legend').textContent = said('hide');
  body.dataset.field = 'hide';
  shown.push(body, raw);
  return shown;
}

function optionsText(values) {
  return values.map((one) => [one.value, one.label, one.properties?.labelEn ?? ''].join(' | ')).join('\n');
}

/** One answer a line; what an answer carried besides is kept by its value. */
function options(written, before) {
  return written.split('\n').map((line) => line.split('|').map((part) => part.trim())).filter(([value]) => value).map(([value, label, english]) => {
    const known = before.find((one) => one.value === value) ?? {};
    const properties = { ...(known.properties ?? {}), ...(english ? { labelEn: english } : {}) };
    return { ...known, label: label || value, value, ...(Object.keys(properties).length ? { properties } : {}) };
  });
}
