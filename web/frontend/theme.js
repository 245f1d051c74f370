// Light, dark or as the system wishes: shown at once, remembered by the server in a cookie.

export function watchTheme() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-preferences]') || event.submitter?.name !== 'theme') return;
    event.preventDefault();
    show(event.submitter.value);
    press(form, event.submitter);
    const choice = new FormData(form, event.submitter);
    fetch(form.action, { method: 'POST', body: choice, redirect: 'manual', keepalive: true }).catch(() => {});
  });
}

function show(theme) {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function press(form, chosen) {
  for (const button of form.querySelectorAll('button[name="theme"]')) {
    if (button === chosen) button.setAttribute('aria-pressed', 'true');
    else button.removeAttribute('aria-pressed');
  }
}
