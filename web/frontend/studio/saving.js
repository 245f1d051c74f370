// Autosave: a few seconds after a change, on top of the revision that was loaded, never over somebody else's.
import { act, make } from './elements.js';
import { Refused, post } from './talking.js';
import { clockTime } from '../words.js';
import { say } from './words.js';

const WAIT = 3000;
const KEEP_WAIT = 400;
const HEARTBEAT = 15000;

export class Saving {
  /** file: {url, penUrl, name, revision, mayDraw}; drawing: {text(), onConflict(theirs, mine)}. */
  constructor(file, status, drawing) {
    Object.assign(this, { file, status, drawing, revision: file.revision, dirty: false, busy: false, stopped: !file.mayDraw });
    this.place = `vinhdanh-studio:${file.url}`;
    if (!file.mayDraw) return;
    window.addEventListener('beforeunload', (event) => { if (this.dirty) event.preventDefault(); });
    document.addEventListener('click', (event) => this._leave(event));
    this.beat = setInterval(() => this._pen(), HEARTBEAT);
  }

  /** Something was drawn. */
  changed() {
    if (this.stopped) return;
    this.dirty = true;
    clearTimeout(this.timer);
    clearTimeout(this.keeping);
    this.timer = setTimeout(() => this.save(), WAIT);
    // Before the server has it, this computer does: a crash loses next to nothing.
    this.keeping = setTimeout(async () => { if (this.dirty) this._keep(await this.drawing.text()); }, KEEP_WAIT);
  }

  save() {
    clearTimeout(this.timer);
    if (!this.stopped && !this.busy && this.dirty) this.running = this._save();
    return this.running;
  }

  async _save() {
    this.busy = true;
    this.dirty = false;
    const content = await this.drawing.text();
    this._tell(say('saving'));
    try {
      const { revision, saved_at: at } = await post(this.file.url, { revision: this.revision, content });
      this._saved(revision, at);
    } catch (reason) {
      this.dirty = true;
      this._keep(content);
      this._failed(reason, content);
    } finally {
      this.busy = false;
    }
    if (this.dirty && !this.stopped) this.timer = setTimeout(() => this.save(), WAIT);
  }

  /** What this computer still holds from before a crash or a lost connection; null when the server has it. */
  kept() {
    let found = null;
    try {
      found = JSON.parse(localStorage.getItem(this.place));
    } catch {
      // Somebody else wrote there.
    }
    if (found && found.content !== this.file.content) {
      this.undecided = true; // Until one has chosen, nothing newer takes its place.
      return found;
    }
    this.forget();
    return null;
  }

  /** Go on with it on top of the revision it was drawn on: what was saved since then is not overwritten. */
  takeUp(kept) {
    this.undecided = false;
    this.revision = kept.revision;
    this.changed();
  }

  forget() {
    this.undecided = false;
    localStorage.removeItem(this.place);
  }

  /** A link leads to another page: what was drawn a moment ago is saved first, so that it is known there. */
  async _leave(event) {
    const link = event.target.closest?.('a[href]');
    const isElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || link?.target || link?.hasAttribute('download');
    if (!link || isElsewhere || event.defaultPrevented || !(this.dirty || this.busy)) return;
    event.preventDefault();
    await this.save();
    await this.save(); // What was drawn while the first was under way.
    if (!this.stopped) location.assign(link.href); // Else somebody else's version is shown beside this one.
  }

  resume(revision) {
    this.revision = revision;
    this.stopped = false;
  }

  _saved(revision, at) {
    this.revision = revision;
    if (!this.dirty && !this.undecided) this.forget();
    this._tell(say('saved', { time: at }));
  }

  _keep(content) {
    if (this.undecided) return;
    try {
      localStorage.setItem(this.place, JSON.stringify({ at: clockTime(new Date()), content, revision: this.revision }));
    } catch {
      // A browser without room keeps it in this window only.
    }
  }

  _failed(reason, content) {
    if (!(reason instanceof Refused)) return this._tell(say('unsaved'), true);
    if (reason.status === 409 && reason.body.theirs === content) {
      // The server had taken it, and only its answer was lost.
      this.dirty = false;
      return this._saved(reason.body.revision, clockTime(new Date()));
    }
    if (reason.status === 409 && reason.body.theirs) {
      this.stopped = true;
      return this.drawing.onConflict(reason.body, content);
    }
    if (reason.status === 401 || reason.status === 403) return this._tell(say('signedOut'), true);
    if (reason.status >= 500) return this._tell(say('unsaved'), true);
    this.stopped = reason.status === 409;
    return this._tell(say('refused', { why: reason.message }), true);
  }

  async _pen(over = false) {
    try {
      await post(this.file.penUrl, { over });
    } catch (reason) {
      if (reason instanceof Refused && reason.status === 409 && reason.body.by) this._lost(reason.body.by);
    }
  }

  /** Somebody took over: what was drawn is saved once more, then one only looks on. */
  async _lost(name) {
    clearInterval(this.beat);
    await this.save();
    this.stopped = true;
    this._tell(say('takenOver', { name }), true);
    this.status.append(act(say('takeOver'), () => this.takeOver()));
  }

  async takeOver() {
    await post(this.file.penUrl, { over: true });
    location.reload();
  }

  _tell(words, isTrouble = false) {
    this.status.replaceChildren(make('span', { class: isTrouble ? 'ink-late' : '', text: words }));
  }
}
