import { html, type Markup } from '../lib/html.ts';
import { Card } from '../parts/card.ts';
import { Facts } from '../parts/facts.ts';
import { PartyChain } from '../parts/party-chain.ts';
import type { Approval } from './types.ts';

/** Who asks, on whose behalf, and what they say of it. */
export function AskedBy({ summary, justification, purpose }: Approval): Markup {
  const { identity } = summary;
  return Card(
    'Who asks',
    html`<div class="stack">
      ${PartyChain(identity)}
      ${Facts([
        ['Issuer', html`<code>${identity.issuer}</code>`],
        [
          'Client',
          identity.client_id !== undefined && identity.client_id !== identity.subject
            ? identity.client_id
            : undefined,
        ],
        ['States as purpose', purpose],
      ])}
      ${
        justification !== undefined &&
        html`<figure class="says"><figcaption class="muted small">The agent’s own words. Nobody has checked them.</figcaption><blockquote>${justification}</blockquote></figure>`
      }
    </div>`,
  );
}
