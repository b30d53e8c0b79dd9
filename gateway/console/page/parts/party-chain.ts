import type { SessionIdentity } from '../../../../schemas/types.ts';
import { html, type Markup } from '../lib/html.ts';

type Identity = Pick<SessionIdentity, 'issuer' | 'subject'> & {
  actors?: { issuer?: string; subject: string }[];
  groups?: string[];
};

/** Who asks: the principal, and each that acts for the one before (RFC 8693, which has the current actor first). */
export function PartyChain({ issuer, subject, actors = [], groups = [] }: Identity): Markup {
  const acting = actors.toReversed();
  return html`<ol class="chain" aria-label="Who asks, on whose behalf">
    <li>${Party(subject, [actors.length > 0 && 'on whose behalf', groups.join(', ')], issuer)}</li>
    ${acting.map((actor, index) => html`<li key=${index}>${Party(actor.subject, [index === acting.length - 1 ? 'sends the request' : 'acts for them'], actor.issuer ?? issuer)}</li>`)}
  </ol>`;
}

function Party(name: string, notes: (string | false)[], issuer: string): Markup {
  return html`<span class="party" title=${issuer}><b>${name}</b><small>${notes.filter(Boolean).join(' · ') || 'asks for itself'}</small></span>`;
}

/** The same in one line. */
export function nameParty({ subject, actors = [] }: Identity): string {
  return [...actors.map((actor) => actor.subject), subject].join(' for ');
}
