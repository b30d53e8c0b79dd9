import { html, type Markup } from '../lib/html.ts';
export function Replay(_: { id?: string | undefined }): Markup {
  return html`<h1>Replay</h1>`;
}
