import type { ApprovalState } from '../../../../schemas/types.ts';
import type { ActivityRow } from '../../../admin/contract.ts';
import { cx, html, type Markup } from '../lib/html.ts';

const STATES: Record<ApprovalState, [tone: string, text: string]> = {
  pending: ['accent', 'Waits'],
  granted: ['ok', 'Granted'],
  consumed: ['ok', 'Used'],
  denied: ['bad', 'Denied'],
  expired: ['', 'Expired'],
  withdrawn: ['', 'Withdrawn'],
  revoked: ['bad', 'Taken back'],
  voided: ['warn', 'Voided'],
};

/** What an approval is now. */
export function StateBadge(state: ApprovalState): Markup {
  const [tone, text] = STATES[state] ?? ['', state];
  return html`<span class=${cx('badge', tone)}>${text}</span>`;
}

const TONES = { allow: '', mask: 'accent', approve: 'warn', deny: 'bad' } as const;

/** What the policy, or else the gateway, said to a request. */
export function OutcomeBadge({
  action,
  state,
  code,
}: Pick<ActivityRow, 'action' | 'state' | 'code'>): Markup {
  if (action) return html`<span class=${cx('badge', TONES[action])}>${action}</span>`;
  return html`<span class="badge bad" title=${code}>${state === 'refused' ? 'refused' : state}</span>`;
}

/** A method, so that what changes something is seen. */
export function Method(method: string | undefined): Markup {
  const reads = ['GET', 'HEAD', 'OPTIONS'].includes(method ?? 'GET');
  const tone = method === 'DELETE' ? 'deletes' : !reads && 'writes';
  return html`<span class=${cx('method', tone)}>${method ?? '–'}</span>`;
}

const RISKS = ['', 'low', 'medium', 'high'];

/** Risk, 1 to 3. */
export function Risk(risk: number): Markup {
  return html`<span class=${`risk r${risk}`} role="img" aria-label=${`Risk: ${RISKS[risk] ?? risk}`} title=${`Risk: ${RISKS[risk] ?? risk}`}><i></i><i></i><i></i></span>`;
}
