import { html, type Content, type Markup } from '../lib/html.ts';

/** Names and values; those without a value are left out. */
export function Facts(facts: [name: string, value: Content][]): Markup {
  const known = facts.filter(([, value]) => value !== undefined && value !== false && value !== '');
  return html`<dl class="facts">
    ${known.map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${value}</dd>`)}
  </dl>`;
}
