import { html, type Markup } from '../lib/html.ts';
export function Settings(_: { id?: string | undefined }): Markup {
  return html`<h1>Settings</h1>`;
}
