import { h, html, type Markup } from '../lib/html.ts';
import { PageHead } from './page-head.ts';
import { Empty } from './states.ts';

/** A view for members of the reading groups alone. */
export function NotAReader(title: string): Markup {
  return html`${h(PageHead, { title })}
    <div class="card">${Empty('lock', 'You may not read this', html`Members of the groups of <code>ledger.reading</code> do. What you may decide on is in the <a href="/inbox">inbox</a>.`)}</div>`;
}
