// A form as a tree of components; what is not known is kept as it stands.
export const KINDS = ['textfield', 'textarea', 'number', 'datetime', 'checkbox', 'radio', 'select', 'checklist', 'filepicker', 'nominees', 'group', 'text'];

const INSIDE = ['components', 'columns'];
const CHOICES = ['radio', 'select', 'checklist'];

/** Every component with its path (alternating list name and place) and depth, in the order of the form. */
export function rows(form) {
  const found = [];
  const walk = (holder, path, depth) => {
    for (const name of INSIDE) {
      (holder[name] ?? []).forEach((component, place) => {
        const own = [...path, name, place];
        found.push({ component, path: own, depth });
        walk(component, own, depth + 1);
      });
    }
  };
  walk(form, [], 0);
  return found;
}

/** Fields outside grids, as conditions ask about them. */
export function asked(form) {
  return rows(form).filter(({ component, path }) => component.key && !path.includes('columns')).map(({ component }) => ({
    key: component.key, vi: component.label ?? component.dateLabel ?? component.key, en: component.properties?.labelEn ?? '', kind: component.type,
    options: (component.values ?? []).map((one) => ({ key: one.value, vi: one.label, en: one.properties?.labelEn ?? '' })),
  }));
}

export function at(form, path) {
  return path.reduce((holder, step) => holder[step], form);
}

export function added(form, selected, kind) {
  if (!kind) return selected;
  const chosen = selected.length ? at(form, selected) : null;
  const component = fresh(form, kind);
  if (chosen?.type === 'group') return push(chosen, 'components', selected, component);
  if (chosen?.type === 'nominees') return push(chosen, 'columns', selected, component);
  if (!chosen) return push(form, 'components', [], component);
  const { list, place, path } = whereabouts(form, selected);
  list.splice(place + 1, 0, component);
  return [...path, place + 1];
}

export function moved(form, selected, step) {
  const { list, place, path } = whereabouts(form, selected);
  const target = place + step;
  if (target < 0 || target >= list.length) return selected;
  list.splice(target, 0, ...list.splice(place, 1));
  return [...path, target];
}

export function without(form, selected) {
  const { list, place } = whereabouts(form, selected);
  list.splice(place, 1);
}

function push(holder, name, path, component) {
  holder[name] = [...(holder[name] ?? []), component];
  return [...path, name, holder[name].length - 1];
}

function whereabouts(form, selected) {
  const path = selected.slice(0, -1);
  return { list: at(form, path), place: selected.at(-1), path };
}

function fresh(form, kind) {
  if (kind === 'text') return { type: 'text', text: '…', properties: { textEn: '…' } };
  if (kind === 'group') return { type: 'group', label: '', components: [], properties: { labelEn: '' } };
  const taken = new Set(rows(form).map(({ component }) => component.key));
  let number = 1;
  while (taken.has(`truong_${number}`)) number += 1;
  const key = `truong_${number}`;
  const component = { type: kind, id: `Field_${key}`, key, [kind === 'datetime' ? 'dateLabel' : 'label']: '', validate: { required: kind !== 'checkbox' }, properties: { labelEn: '' } };
  if (kind === 'datetime') component.subtype = 'date';
  if (CHOICES.includes(kind)) component.values = [{ label: 'Có', value: 'yes', properties: { labelEn: 'Yes' } }, { label: 'Không', value: 'no', properties: { labelEn: 'No' } }];
  if (kind === 'textfield' || kind === 'textarea') component.validate.maxLength = kind === 'textfield' ? 200 : 2000;
  if (kind === 'nominees') { component.columns = []; delete component.validate; }
  return component;
}
