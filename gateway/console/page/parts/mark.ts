import { html, type Markup } from '../lib/html.ts';

/** The product's sign. */
export function Mark(): Markup {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path d="M9 23V11l7 5 7-5v12" fill="none" stroke="var(--on-accent)" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
  </svg>`;
}
