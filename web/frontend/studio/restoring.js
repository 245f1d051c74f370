// After a crash or a lost connection: what this computer still holds can be taken up again.
import { make } from './elements.js';
import { say } from './words.js';

/** Ask whether to go on with it; open(text) shows it on the board. */
export function offerKept(saving, status, open) {
  const kept = saving.kept();
  if (!kept) return;
  const button = (words, name, act) => make('button', {
    type: 'button', class: 'v-btn v-btn--s', text: words, [`data-${name}`]: true,
    onclick: () => { bar.remove(); act(); },
  });
  const bar = make('span', { class: 'row', 'data-kept': true },
    make('span', { class: 'ink-soon', text: say('restore', { time: kept.at }) }),
    button(say('restoreIt'), 'restore', async () => {
      await open(kept.content);
      saving.takeUp(kept);
    }),
    button(say('dropIt'), 'forget', () => saving.forget()));
  status.after(bar);
}
