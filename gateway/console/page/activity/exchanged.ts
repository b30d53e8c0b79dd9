import { html, type Content, type Markup } from '../lib/html.ts';
import { Method } from '../parts/badges.ts';
import { Card } from '../parts/card.ts';
import { indentJson } from '../lib/indent-json.ts';
import { Code, JsonCode } from '../parts/code.ts';
import type { ActivityDetail, ShownContent } from './types.ts';

/** The request as it was forwarded. */
export function Sent({ request, request_body: body }: ActivityDetail): Content {
  if (!request) return null;
  const { method, host, target, headers } = request;
  return Card(
    'What was sent',
    html`<div class="stack">
      <div class="request-line">${Method(method)}<code><span class="muted">${host}</span>${target}</code></div>
      ${Headers(Object.entries(headers))} ${body && Shown(body, 'Body of the request')}
    </div>`,
  );
}

/** The answer as the agent got it. */
export function Delivered({ response }: ActivityDetail): Content {
  if (!response) return null;
  const { status, upstream_status: upstream, headers, body, bytes } = response;
  return Card(
    'What was delivered',
    html`<div class="stack">
      <p class="row"><strong class="number">${status}</strong>${upstream !== undefined && upstream !== status && html`<span class="muted">the upstream said ${upstream}</span>`}<span class="muted small number">${bytes.toLocaleString('en')} bytes</span></p>
      ${headers.length > 0 && html`<details><summary class="small">Headers <span class="number">${headers.length}</span></summary>${Headers(headers)}</details>`}
      ${body && Shown(body, 'Body of the answer')}
    </div>`,
  );
}

function Headers(headers: [name: string, value: string][]): Markup {
  return html`<dl class="headers">${headers.map(([name, value], index) => html`<dt key=${index}>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function Shown({ text, base64, bytes, truncated }: ShownContent, label: string): Content {
  const cut =
    truncated &&
    html`<p class="muted small">Only its beginning is shown; it has ${bytes.toLocaleString('en')} bytes.</p>`;
  if (text === undefined)
    return base64 === undefined ? null : html`${Code(base64, `${label}, in base64`)}${cut}`;
  const pretty = indentJson(text);
  return html`${pretty === undefined ? Code(text, label) : JsonCode(pretty, label)}${cut}`;
}
