/** Which colours are shown; `auto` is what the system says. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'regent-theme';

/** What was chosen last. */
export function readTheme(): Theme {
  const kept = window.localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Shows these colours, and keeps the choice on this device. */
export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  window.localStorage.setItem(KEY, theme);
}
