import { useState } from 'preact/hooks';
import { h, html, type Content, type Markup } from '../lib/html.ts';
import { useApi } from '../lib/use-api.ts';
import { indentJson } from '../lib/indent-json.ts';
import { Code, DiffCode, JsonCode } from '../parts/code.ts';
import { Method } from '../parts/badges.ts';
import { Notice } from '../parts/states.ts';
import { Toggle } from '../parts/toggle.ts';
import { BindingCheck } from './binding-check.ts';
import { comparable } from './comparable.ts';
import type { Approval, ShownBody } from './types.ts';

type Way = 'request' | 'raw' | 'bound' | 'compare';

/** What exactly is asked: the request as it is forwarded, the very bytes that are bound, and what differs from the last one. */
export function BoundRequest({
  approval,
  previous,
}: {
  approval: Approval;
  previous: Approval | undefined;
}): Markup {
  const [way, choose] = useState<Way>('request');
  const ways: [Way, string][] = [['request', 'Request']];
  if (hasText(approval.summary.body)) ways.push(['raw', 'Raw body']);
  if (approval.bound !== undefined) ways.push(['bound', 'Bound bytes']);
  if (previous) ways.push(['compare', 'Compare']);
  return html`<section class="card" aria-label="What exactly is asked">
    <div class="card-head"><h2>What exactly</h2>${ways.length > 1 && Toggle('How it is shown', ways, way, choose)}</div>
    <div class="card-body">${show(way, approval, previous)}</div>
  </section>`;
}

function show(way: Way, approval: Approval, previous: Approval | undefined): Content {
  const { summary, bound } = approval;
  if (way === 'raw' && hasText(summary.body)) return Code(summary.body.text, 'The body as it is');
  if (way === 'bound' && bound !== undefined) return h(BoundBytes, { approval, bound });
  if (way === 'compare' && previous) return h(Comparison, { approval, previous });
  return Request(approval);
}

function Request({ summary, state }: Approval): Markup {
  const { method, host, target, headers, body } = summary;
  return html`<div class="stack">
    <div class="request-line">${Method(method)}<code><span class="muted">${host}</span>${target}</code></div>
    <dl class="headers">
      ${Object.entries(headers).map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${value}</dd>`)}
    </dl>
    ${body ? Body(body) : html`<p class="muted small">${state === 'pending' || state === 'granted' ? 'No body.' : 'A body, if there was one, is not kept once this is settled.'}</p>`}
  </div>`;
}

function Body(body: ShownBody): Markup {
  const masked =
    body.masked === true &&
    Notice('', 'Personal data in the body is masked: the policy does not let you see it.');
  if ('hidden' in body)
    return Notice(
      'warn',
      'The policy does not let you see the body, and it cannot be masked surely, so it is not shown.',
    );
  if ('base64' in body)
    return html`${masked}<p class="muted small">The body is not text; its bytes in base64:</p>${Code(body.base64, 'The body in base64')}`;
  const pretty = indentJson(body.text);
  return html`${masked}${pretty === undefined ? Code(body.text, 'The body') : JsonCode(pretty, 'The body, its JSON spread over lines')}`;
}

function BoundBytes({ approval, bound }: { approval: Approval; bound: string }): Markup {
  const pretty = indentJson(bound);
  return html`<div class="stack">
    <p class="muted small">A yes covers these bytes and nothing else. Any difference makes it another request.</p>
    ${h(BindingCheck, { bound, binding: approval.binding })}
    ${pretty === undefined ? Code(bound, 'What is bound') : JsonCode(pretty, 'What is bound, spread over lines')}
    <details><summary class="small">The canonical form itself (RFC 8785)</summary>${Code(bound, 'The canonical form')}</details>
  </div>`;
}

function Comparison({ approval, previous }: { approval: Approval; previous: Approval }): Markup {
  const loaded = useApi<Approval>(`/api/approvals/${encodeURIComponent(previous.id)}`);
  const [before, after] = [comparable(loaded.data ?? previous), comparable(approval)];
  return html`<div class="stack">
    <p class="muted small">${before === after ? 'Nothing differs from the last request to this target.' : 'Against the last request to this target:'} <a href=${`/inbox/${encodeURIComponent(previous.id)}`}>${previous.id}</a></p>
    ${DiffCode(before, after, 'Comparison with the last request')}
  </div>`;
}

function hasText(body: ShownBody | undefined): body is ShownBody & { text: string } {
  return body !== undefined && 'text' in body;
}
