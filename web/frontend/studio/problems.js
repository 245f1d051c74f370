// What the server says of the drawing: a list that leads to element and field, and marks on the drawing.
import { icon } from '../page.js';
import { act, make } from './elements.js';
import { mend } from './mending.js';
import { post } from './talking.js';
import { say } from './words.js';

const WAIT = 700;

export class Problems {
  /** source: {url, file, text()}; go(element, field) leads there; modeler may be absent. */
  constructor(place, source, go, modeler, names) {
    Object.assign(this, { place, source, go, modeler, names, asked: 0 });
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), WAIT);
  }

  /** Ask for the verdict; an answer that was overtaken by another question is not shown. */
  async check() {
    clearTimeout(this.timer);
    const mine = (this.asked += 1);
    this._when(say('checking'));
    try {
      const verdict = await post(this.source.url, { file: this.source.file, content: await this.source.text() });
      if (mine !== this.asked) return;
      this._show(verdict.problems);
      this._when(say('checked', { time: verdict.checked_at }));
      this.place.dataset.checked = String(mine);
    } catch {
      if (mine !== this.asked) return;
      this._when(say('notChecked'));
      this.timer = setTimeout(() => this.check(), 5 * WAIT);
    }
  }

  _show(problems) {
    const errors = problems.filter((one) => one.severe).length;
    this.place.querySelector('[data-counts]').replaceChildren(
      pill(errors ? 'late' : 'done', errors ? 'cross' : 'check', say('errors', { count: errors })),
      pill(problems.length > errors ? 'soon' : 'done', problems.length > errors ? 'tri' : 'check', say('warnings', { count: problems.length - errors })),
    );
    const list = this.place.querySelector('[data-list]');
    list.replaceChildren(...(problems.length ? problems.map((one) => this._row(one)) : [make('li', { class: 'soft', text: say('noProblems') })]));
    if (this.modeler) this._mark(problems);
  }

  _row(problem) {
    const isHere = !problem.file || problem.file === this.source.file;
    const go = () => this.go(problem.element, problem.field);
    const words = isHere ? make('button', { type: 'button', class: 'grow s-problem', onclick: go }) : make('span', { class: 'grow' });
    words.append(make('span', { text: problem.message }));
    if (problem.hint) words.append(make('span', { class: 'v-under', text: problem.hint }));
    if (!isHere) words.append(make('span', { class: 'v-under', text: say('elsewhere', { file: problem.file }) }));
    const row = make('li', { 'data-rule': problem.rule, 'data-element': problem.element }, icon(problem.severe ? 'cross' : 'tri'), words,
      problem.rule_url ? make('a', { class: 'v-mark', href: problem.rule_url, target: '_blank', rel: 'noopener', title: problem.rule, text: say('why') }) : null);
    row.firstChild.classList.add(problem.severe ? 'c-late' : 'c-soon');
    if (isHere && this.modeler && mend.can(problem)) row.append(act(say('mendSelf'), () => { mend(problem, this.modeler, this.names); }, { kind: 'v-btn--quiet' }));
    if (isHere) row.append(act(say('mend'), go, { kind: 'v-btn--quiet', 'data-mend': true }));
    return row;
  }

  _mark(problems) {
    const overlays = this.modeler.get('overlays');
    const registry = this.modeler.get('elementRegistry');
    overlays.remove({ type: 's-problem' });
    const worst = new Map();
    for (const one of problems) if (!one.file || one.file === this.source.file) worst.set(one.element, worst.get(one.element) || one.severe);
    for (const [id, severe] of worst) {
      const element = registry.get(id);
      if (!element || element.waypoints || element.type === 'bpmn:Process') continue;
      overlays.add(id, 's-problem', { position: { top: -9, right: 9 }, html: make('div', { class: `s-bang${severe ? ' s-bang--late' : ''}`, text: '!' }) });
    }
  }

  _when(words) {
    this.place.querySelector('[data-when]').textContent = words;
  }
}

function pill(tone, sign, words) {
  const element = make('span', { class: `v-pill v-pill--${tone}` });
  element.append(icon(sign), words);
  return element;
}
