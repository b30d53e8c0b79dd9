import { cx, html, type Markup } from '../lib/html.ts';
import type { Live } from '../lib/use-events.ts';

const WORDS: Record<Live, string> = { connecting: 'Connecting', live: 'Live', off: 'Reconnecting' };

/** Whether changes are seen as they happen. */
export function LiveSign(live: Live): Markup {
  const tone = live === 'live' ? 'ok' : live === 'off' && 'bad';
  return html`<span class="live" role="status"><span class=${cx('dot', tone)}></span>${WORDS[live]}</span>`;
}
