import type { Health, UploadHealth } from '../../../admin/contract.ts';
import { html, type Content } from '../lib/html.ts';
import { Facts } from '../parts/facts.ts';
import { Ago, Tile } from './tile.ts';

/** The channels by which people are told of approvals. */
export function Notifications({ notifications }: Health): Content {
  if (notifications.length === 0) return null;
  const bad = notifications.some(({ dead, disabled }) => dead > 0 || disabled);
  const rows = notifications.map(
    ({ channel, ok, failed, dead, queued, disabled, last_error: error }) =>
      html`<li key=${channel}><div class="row between"><strong>${channel}</strong><span class="muted small number">${ok} sent, ${failed} failed, ${queued} waiting, ${dead} given up${disabled && '; the receiver is gone'}</span></div>${error !== undefined && html`<div class="small said-bad">${error}</div>`}</li>`,
  );
  return Tile(
    'Notifications',
    bad ? 'warn' : 'ok',
    bad ? 'some were given up' : 'delivered',
    html`<ul class="stack">${rows}</ul>`,
  );
}

/** What is uploaded elsewhere. */
export function Reporting({ reporting }: Health, now: number): Content {
  if (!reporting) return null;
  const { decision_logs: logs, status } = reporting;
  const failing = logs?.fault !== undefined || status?.fault !== undefined;
  return Tile(
    'Reporting',
    failing ? 'warn' : 'ok',
    failing ? 'cannot upload' : 'uploaded',
    Facts([
      ['Decision logs', logs && Upload(logs, now)],
      ['Status', status && Upload(status, now)],
    ]),
  );
}

function Upload({ last_upload: at, behind = 0, fault }: UploadHealth, now: number): Content {
  return html`${Ago(at, now)}${behind > 0 && `, ${behind} entries wait`}${fault !== undefined && html` <span class="said-bad">${fault}</span>`}`;
}

/** The policy that is asked beside, and decides nothing. */
export function Candidate({ shadow }: Health, now: number): Content {
  if (!shadow) return null;
  const { candidate, results, refusal } = shadow;
  const fault = shadow.crash ?? shadow.fault ?? (refusal && `${refusal.code}: ${refusal.detail}`);
  return Tile(
    'Candidate',
    fault === undefined ? 'ok' : 'warn',
    fault === undefined ? 'asked beside' : 'not asked',
    Facts([
      ['Revision', candidate && html`<code title=${candidate.digest}>${candidate.revision}</code>`],
      ['Last contact', Ago(shadow.last_contact, now)],
      ['Same decision', html`<span class="number">${results['equal'] ?? 0}</span>`],
      ['Another', html`<span class="number">${results['differing'] ?? 0}</span>`],
      ['Waiting', String(shadow.waiting)],
      ['Fault', fault],
    ]),
  );
}
