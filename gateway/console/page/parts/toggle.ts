import { html, type Markup } from '../lib/html.ts';

/** Chooses one of a few ways to look at something. */
export function Toggle<T extends string>(
  label: string,
  options: readonly (readonly [value: T, text: string])[],
  chosen: T,
  choose: (value: T) => void,
): Markup {
  return html`<div class="toggle" role="group" aria-label=${label}>
    ${options.map(
      ([value, text]) =>
        html`<button key=${value} type="button" aria-pressed=${value === chosen ? 'true' : 'false'} onClick=${() => choose(value)}>${text}</button>`,
    )}
  </div>`;
}
