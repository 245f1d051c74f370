// What every page loads. Pages work without it: scripts only shorten the way.
import 'htmx.org';

import { watchDialogs } from './dialogs.js';
import { watchDrafts } from './drafts.js';
import { watchFiles } from './files.js';
import { watchKeeping } from './keeping.js';
import { watchKeys } from './keys.js';
import { watchNews } from './news.js';
import { csrfToken } from './page.js';
import { preparePart, watchPage } from './page.js';
import { watchRefreshes } from './refreshes.js';
import { watchRows } from './rows.js';
import { watchSubmits } from './submits.js';
import { watchTheme } from './theme.js';
import { watchUploads } from './uploads.js';

document.addEventListener('htmx:config:request', ({ detail }) => {
  detail.ctx.request.headers['X-CSRFToken'] = csrfToken();
});

watchPage();
watchTheme();
watchDialogs();
watchRefreshes();
watchRows();
watchKeys();
watchFiles();
watchUploads();
watchSubmits();
watchNews();
prepare(document);
document.addEventListener('htmx:after:swap', () => prepare(document));

function prepare(part) {
  preparePart(part);
  watchDrafts(part);
  watchKeeping(part);
}
