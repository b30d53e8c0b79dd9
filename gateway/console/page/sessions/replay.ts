import type { SessionDetail } from '../../../admin/contract.ts';
import { h, html, type Markup } from '../lib/html.ts';
import { useSession } from '../lib/session.ts';
import { formatFull, formatTime } from '../lib/time.ts';
import { useApi } from '../lib/use-api.ts';
import { NotAReader } from '../parts/not-a-reader.ts';
import { PageHead } from '../parts/page-head.ts';
import { nameParty } from '../parts/party-chain.ts';
import { Empty, Show } from '../parts/states.ts';
import { ReplayPlayer } from './replay-player.ts';

/** A session, step by step. */
export function Replay({ id }: { id: string }): Markup {
  return useSession().person?.reader === false ? NotAReader('Session') : h(Session, { id });
}

function Session({ id }: { id: string }): Markup {
  const loaded = useApi<SessionDetail>(`/api/sessions/${encodeURIComponent(id)}`);
  const session = loaded.data?.session;
  const name = session?.identity ? nameParty(session.identity) : 'Session';
  return html`${h(PageHead, {
    title: session ? `Session of ${name}` : 'Session',
    heading: name,
    lead:
      session &&
      html`<span>${session.requests} requests from <time datetime=${session.started_at} title=${formatFull(session.started_at)}>${formatTime(session.started_at)}</time> to <time datetime=${session.last_at}>${formatTime(session.last_at)}</time></span>`,
    back: { href: '/sessions', text: 'Sessions' },
  })}
    ${Show(loaded, (detail) =>
      detail.requests.length === 0
        ? html`<div class="card">${Empty('sessions', 'Nothing is on record', 'The session has no request that is still kept.')}</div>`
        : h(ReplayPlayer, { id, detail }),
    )}`;
}
