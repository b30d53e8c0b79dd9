import { html, type Content, type Markup } from '../lib/html.ts';

/** A part of a view with a heading of its own. */
export function Card(title: string, body: Content, tools?: Content): Markup {
  return html`<section class="card" aria-label=${title}>
    <div class="card-head"><h2>${title}</h2>${tools}</div>
    <div class="card-body">${body}</div>
  </section>`;
}
