// "2 việc mới – bấm để xem": the list itself never moves under the cursor.

const EVERY_MS = 60000;

export function watchNews() {
  if (document.querySelector('[data-news-url]')) setInterval(ask, EVERY_MS);
}

async function ask() {
  const bar = document.querySelector('[data-news-url]');
  if (!bar || document.hidden) return;
  try {
    const answer = await fetch(bar.dataset.newsUrl, { headers: { Accept: 'application/json' }, redirect: 'error' });
    if (answer.ok) show(bar, await answer.json());
  } catch {
    // Offline or signed out: the next full page says so.
  }
}

function show(bar, { count, text }) {
  bar.hidden = !count;
  if (count) bar.querySelector('[data-news-text]').textContent = text;
}
