import { cx, html, type Content, type Markup } from '../lib/html.ts';
import { formatAgo, formatFull } from '../lib/time.ts';

type Tone = 'ok' | 'warn' | 'bad' | '';

/** One part of the gateway, with a word on how it is. */
export function Tile(title: string, tone: Tone, state: string, body: Content): Markup {
  return html`<section class="card tile" aria-label=${title}>
    <div class="card-head"><h2>${title}</h2><span class="live"><span class=${cx('dot', tone)}></span>${state}</span></div>
    <div class="card-body">${body}</div>
  </section>`;
}

/** How long ago it was. */
export function Ago(at: string | undefined, now: number): Content {
  return at === undefined
    ? 'never'
    : html`<time datetime=${at} title=${formatFull(at)}>${formatAgo(at, now)}</time>`;
}
