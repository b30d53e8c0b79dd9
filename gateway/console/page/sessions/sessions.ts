import { html, type Markup } from '../lib/html.ts';
export function Sessions(_: { id?: string | undefined }): Markup {
  return html`<h1>Sessions</h1>`;
}
