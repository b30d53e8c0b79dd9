import { html, type Markup } from '../lib/html.ts';
export function Policies(_: { id?: string | undefined }): Markup {
  return html`<h1>Policies</h1>`;
}
