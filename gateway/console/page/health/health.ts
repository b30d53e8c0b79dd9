import type { Health as Shown } from '../../../admin/contract.ts';
import { formatCount } from '../lib/format-count.ts';
import { cx, h, html, type Markup } from '../lib/html.ts';
import { formatFull } from '../lib/time.ts';
import { useFresh } from '../lib/use-fresh.ts';
import { PageHead } from '../parts/page-head.ts';
import { Facts } from '../parts/facts.ts';
import { Notice, Show } from '../parts/states.ts';
import { Candidate, Notifications, Reporting } from './beside.ts';
import { Ago, Tile } from './tile.ts';

/** Whether everything that a request needs is there. */
export function Health(): Markup {
  const { now, ...loaded } = useFresh<Shown>('/api/health');
  return html`${h(PageHead, { title: 'Connections and health', lead: 'What a request needs on its way, and how it is.' })}
    ${Show(
      loaded,
      (health) => html`<div class="stack">${Ready(health)}
        <div class="tiles">
          ${Connections(health, now)} ${Supply(health, now)} ${Ledger(health, now)} ${Issuers(health, now)} ${People(health)} ${Notifications(health)} ${Reporting(health, now)} ${Candidate(health, now)}
        </div></div>`,
    )}`;
}

function Ready({ gateway }: Shown): Markup {
  const about = `${gateway.id}, version ${gateway.version}, up since ${formatFull(gateway.started_at)}`;
  return gateway.ready
    ? Notice('ok', html`<strong>Ready.</strong> ${about}`)
    : Notice('bad', html`<strong>Not ready:</strong> ${gateway.lacks.join(', ')}. ${about}`);
}

function Connections({ connections }: Shown, now: number): Markup {
  const failing = connections.filter(({ state }) => state === 'failing').length;
  const rows = connections.map(
    ({
      name,
      url,
      state,
      last_ok: ok,
      last_error: error,
      requests,
      failed,
    }) => html`<li key=${name}>
      <div class="row between"><span class="live strong"><span class=${cx('dot', state === 'ok' ? 'ok' : state === 'failing' && 'bad')}></span>${name}</span><span class="muted small number">${requests} forwarded${failed > 0 && `, ${failed} failed`}</span></div>
      <div class="muted small cut">${url}</div>
      <div class="small muted">${state === 'unknown' ? 'no request yet' : html`last answer ${Ago(ok, now)}`}${error && html` · <span class=${state === 'failing' ? 'said-bad' : ''}>${error.code} ${Ago(error.at, now)}</span>`}</div>
    </li>`,
  );
  return Tile(
    'Connections',
    failing > 0 ? 'bad' : 'ok',
    failing > 0 ? `${failing} failing` : formatCount(connections.length, 'connection'),
    html`<ul class="stack">${rows}</ul>`,
  );
}

function Supply({ supply }: Shown, now: number): Markup {
  const bad = supply.expired || supply.refusal !== undefined;
  const words = supply.expired
    ? 'expired'
    : supply.stale
      ? 'stale'
      : supply.refusal
        ? 'refused the newest'
        : 'current';
  return Tile(
    'Policy supply',
    bad ? 'bad' : supply.stale || supply.fault !== undefined ? 'warn' : 'ok',
    words,
    html`${Facts([
      ['From', supply.kind === 'channel' ? html`<code>${supply.url}</code>` : supply.kind],
      [
        'Active',
        supply.active && html`<code title=${supply.active.digest}>${supply.active.revision}</code>`,
      ],
      ['Last contact', supply.kind === 'channel' ? Ago(supply.last_contact, now) : undefined],
      ['Activated', Ago(supply.last_activation, now)],
      ['Expires', supply.expires !== undefined && formatFull(supply.expires)],
      ['Fault', supply.fault],
      ['Refused', supply.refusal && `${supply.refusal.code}: ${supply.refusal.detail}`],
    ])}`,
  );
}

function Ledger({ ledger, activity }: Shown, now: number): Markup {
  const lag = ledger.size - ledger.signed;
  return Tile(
    'Ledger',
    ledger.writable ? 'ok' : 'bad',
    ledger.writable ? 'writable' : 'cannot be written',
    html`${Facts([
      ['Error', ledger.error],
      ['Entries', html`<span class="number">${ledger.size.toLocaleString('en')}</span>`],
      [
        'Checkpoint',
        html`${Ago(ledger.checkpoint_at, now)}, ${lag === 0 ? 'covers all' : `${lag} not covered yet`}`,
      ],
      ['On their way', String(ledger.lag)],
      [
        'Index',
        activity.state === 'ok'
          ? 'up to date'
          : `${activity.behind} behind ${activity.error ?? ''}`,
      ],
    ])}
      ${ledger.witnesses.length > 0 && html`<ul class="witnesses">${ledger.witnesses.map((one) => html`<li key=${one.name} class="row small"><span class=${cx('dot', one.split || one.error !== undefined ? 'bad' : 'ok')}></span>${one.name}<span class="muted">${one.split ? 'saw another history' : (one.error ?? `cosigned ${one.size}`)}</span></li>`)}</ul>`}`,
  );
}

function Issuers({ issuers }: Shown, now: number): Markup {
  const missing = issuers.filter(({ ready }) => !ready).length;
  const rows = issuers.map(
    ({ issuer, ready, keys, refreshed_at: at }) =>
      html`<li key=${issuer}><div class="live strong"><span class=${cx('dot', ready ? 'ok' : 'bad')}></span><span class="cut">${issuer}</span></div><div class="muted small">${ready ? `${keys === undefined ? 'keys' : formatCount(keys, 'key')} known` : 'its keys are not known: its tokens are refused'}${at !== undefined && html`, read ${Ago(at, now)}`}</div></li>`,
  );
  return Tile(
    'Issuers',
    missing > 0 ? 'bad' : 'ok',
    missing > 0 ? `${missing} without keys` : 'keys are known',
    html`<ul class="stack">${rows}</ul>`,
  );
}

function People({ approvals }: Shown): Markup {
  return Tile(
    'Approvals',
    'ok',
    approvals.pending === 0 ? 'nothing waits' : `${approvals.pending} wait`,
    Facts([
      ['Pending', String(approvals.pending)],
      ['Held requests', String(approvals.held)],
    ]),
  );
}
