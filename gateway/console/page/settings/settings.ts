import { h, html, type Markup } from '../lib/html.ts';
import { useSession } from '../lib/session.ts';
import { formatFull } from '../lib/time.ts';
import { Card } from '../parts/card.ts';
import { Facts } from '../parts/facts.ts';
import { PageHead } from '../parts/page-head.ts';
import { Delegations } from './delegations.ts';
import { Keyboard } from './keyboard.ts';
import { Passkeys } from './passkeys.ts';

/** What belongs to the person who is signed in. */
export function Settings(): Markup {
  const { person, expires_at: until } = useSession();
  return html`${h(PageHead, { title: 'Settings', lead: 'Your passkeys, and who decides for you.' })}
    <div class="columns">
      <div class="stack">${h(Passkeys, {})} ${h(Delegations, {})}</div>
      <aside class="beside stack" aria-label="Who you are">
        ${Card(
          'You',
          Facts([
            ['Name', person?.name ?? person?.subject],
            ['Subject', html`<code>${person?.subject}</code>`],
            ['Issuer', html`<code>${person?.issuer}</code>`],
            ['Groups', person?.groups.join(', ')],
            ['Signed in until', until !== undefined && formatFull(until)],
          ]),
        )}
        ${h(Keyboard, {})}
      </aside>
    </div>`;
}
