// The form builder: a list of fields, what each asks, and the form as people will see it.
import { act, make } from '../elements.js';
import { session } from '../session.js';
import { given } from '../talking.js';
import { csrfToken } from '../../page.js';
import { fieldsOf } from './fields.js';
import { KINDS, added, asked, at, moved, rows, without } from './tree.js';
import { said } from './words.js';

const tree = document.getElementById('f-cay');
const panel = document.getElementById('s-thiet-lap');
const preview = document.getElementById('f-xem');
const offers = given('s-danh-muc');
let form = { type: 'default', components: [] };
let selected = [];
let changed = () => {};
let broken = '';
let timer;

start();

async function start() {
  changed = await session({
    open: (text) => {
      try {
        form = JSON.parse(text);
        if (!Array.isArray(form.components)) form.components = [];
        broken = '';
      } catch {
        broken = text;
      }
      selected = [];
      draw();
    },
    text: () => broken || `${JSON.stringify(form, null, 2)}\n`,
    go: (element, field) => {
      const row = rows(form).find(({ component }) => component.key === element || component.id === element);
      if (row) select(row.path);
      panel.querySelector(`[data-field="${CSS.escape(field)}"] input, [data-field] input`)?.focus();
    },
  });
}

function tell() {
  changed();
  draw();
}

function select(path) {
  selected = path;
  draw();
}

function draw() {
  const active = document.activeElement?.id;
  const list = make('ol', { class: 's-tree' });
  for (const { component, path, depth } of rows(form)) {
    const here = path.join() === selected.join();
    const name = component.label || component.dateLabel || component.text || component.key || said(component.type);
    const button = make('button', { type: 'button', id: `f-${path.join('-')}`, 'aria-current': here ? 'true' : undefined, onclick: () => select(path) }, make('span', { text: name }), make('small', { text: said(component.type) }));
    button.dataset.depth = String(Math.min(depth, 4));
    list.append(make('li', {}, button));
  }
  const add = make('select', { class: 'v-input', 'aria-label': said('add'), onchange: ({ target }) => { selected = added(form, selected, target.value); tell(); } }, make('option', { value: '', text: said('add') }));
  for (const kind of KINDS) add.append(make('option', { value: kind, text: said(kind) }));
  const tools = make('div', { class: 'row s-tree__tools' }, add);
  if (selected.length) {
    tools.append(
      act(said('up'), () => { selected = moved(form, selected, -1); tell(); }, { sign: 'up' }),
      act(said('down'), () => { selected = moved(form, selected, 1); tell(); }, { sign: 'down' }),
      act(said('remove'), () => { without(form, selected); selected = []; tell(); }, { sign: 'bin' }),
    );
  }
  tree.replaceChildren(tools, list);
  panel.replaceChildren(make('div', { class: 's-panel__body' }, ...fieldsOf(selected.length ? at(form, selected) : form, tell, !selected.length, asked(form), offers.values)));
  if (active) document.getElementById(active)?.focus({ preventScroll: true });
  clearTimeout(timer);
  timer = setTimeout(show, 400);
}

/** The form as the server renders it, with sample rows; its inputs are only looked at. */
async function show() {
  const answer = await fetch(given('s-xem').url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() },
    body: JSON.stringify({ content: broken || JSON.stringify(form) }),
  });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  preview.replaceChildren(...page.body.childNodes);
}
