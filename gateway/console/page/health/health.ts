import { html, type Markup } from '../lib/html.ts';
export function Health(_: { id?: string | undefined }): Markup {
  return html`<h1>Health</h1>`;
}
