import { cx, html, type Markup } from '../lib/html.ts';
import { formatFull, formatSpan, useNow } from '../lib/time.ts';

/** How much time is left of a deadline, in words and as a bar. */
export function Countdown({
  from,
  until,
  what,
}: {
  from: string;
  until: string;
  what: string;
}): Markup {
  const now = useNow();
  const left = Date.parse(until) - now;
  const part = Math.min(1, Math.max(0, left / (Date.parse(until) - Date.parse(from))));
  const tone = left < 60_000 ? 'bad' : left < 180_000 && 'warn';
  return html`<div class="countdown" title=${formatFull(until)}>
    <span class=${cx('number', tone)}>${left > 0 ? `${formatSpan(left)} ${what}` : 'time is up'}</span>
    <div class=${cx('meter', tone)} aria-hidden="true"><i style=${{ width: `${part * 100}%` }}></i></div>
  </div>`;
}
