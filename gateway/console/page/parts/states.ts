import type { ApiError } from '../lib/api.ts';
import { cx, html, type Content, type Markup } from '../lib/html.ts';
import type { Loaded } from '../lib/use-api.ts';
import { Icon, type IconName } from './icon.ts';

/** Nothing is there, and why that is so. */
export function Empty(icon: IconName, title: string, text: Content): Markup {
  return html`<div class="empty">${Icon(icon)}<strong>${title}</strong><p>${text}</p></div>`;
}

/** Something that people should know. */
export function Notice(tone: '' | 'ok' | 'warn' | 'bad', text: Content): Markup {
  const icon = tone === 'ok' ? 'check' : tone === '' ? 'info' : 'warn';
  return html`<div class=${cx('notice', tone)} role=${tone === 'bad' ? 'alert' : undefined}>${Icon(icon)}<div>${text}</div></div>`;
}

/** Stands where an answer will stand. */
export function Bones(lines = 4): Markup {
  return html`<div class="bones" role="status"><span class="hidden">Loading</span>${Array.from({ length: lines }, (_, index) => html`<span key=${index}></span>`)}</div>`;
}

/** What went wrong, and what helps. */
export function Failure(error: ApiError, retry?: () => void): Markup {
  return Notice(
    'bad',
    html`<p>${error.message}</p>
      <p class="row small"><code>${error.code}</code> ${retry && html`<button type="button" class="button quiet" onClick=${retry}>Try again</button>`}</p>`,
  );
}

/** Shows an answer, or that it is on its way, or why there is none. What is shown stays while it is asked anew. */
export function Show<T>(loaded: Loaded<T>, show: (data: T) => Content): Content {
  if (loaded.data !== undefined) {
    return html`${loaded.error && Failure(loaded.error, loaded.reload)}${show(loaded.data)}`;
  }
  return loaded.error
    ? Failure(loaded.error, loaded.reload)
    : html`<div class="card">${Bones()}</div>`;
}
