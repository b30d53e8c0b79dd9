import type { Approval, Delegation } from '../gateway/approval/approvals.ts';
import { callApi } from './call-api.ts';
import type { AccessOptions } from './find-access.ts';
import { plain } from './plain.ts';
import { printApproval } from './print-approval.ts';

/** `regent approvals list`. */
export async function listApprovals(
  options: AccessOptions & { state?: string; mine?: boolean; json?: boolean },
): Promise<void> {
  const query = new URLSearchParams({
    ...(options.state !== undefined && { state: options.state }),
    ...(options.mine === true && { mine: 'true' }),
  });
  const path = `/api/approvals?${query.toString()}`;
  const { approvals } = (await callApi(options, 'GET', path)) as { approvals: Approval[] };
  printList(approvals, options.json === true);
}

function printList(approvals: Approval[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify(approvals, undefined, 2));
    return;
  }
  if (approvals.length === 0) console.log('No approval.');
  for (const approval of approvals) {
    const { id, state, demand, summary, quorum } = approval;
    const { method, target, connection, identity, decision } = summary;
    const until = state === 'granted' ? (approval.use_by ?? '') : approval.decide_by;
    console.log(`${id}  ${state}  until ${until}  for ${plain(demand.groups.join(', '))}`);
    console.log(plain(`  ${identity.subject} asks ${connection}: ${method} ${target}`));
    console.log(`  because ${decision.reasons.join(', ')}`);
    if (quorum > 1) console.log(`  ${approval.approvals.length} of ${quorum} people agree`);
  }
}

/** `regent approvals show`. */
export async function showApproval(
  id: string,
  options: AccessOptions & { json?: boolean },
): Promise<void> {
  const approval = (await callApi(options, 'GET', pathOf(id))) as Approval;
  if (options.json === true) console.log(JSON.stringify(approval, undefined, 2));
  else printApproval(approval);
}

/** `regent approvals approve`, `deny` and `revoke`. */
export async function decideApproval(
  id: string,
  verb: 'approve' | 'deny' | 'revoke',
  options: AccessOptions & { reason?: string },
): Promise<void> {
  const body = { reason: options.reason };
  const approval = (await callApi(options, 'POST', `${pathOf(id)}/${verb}`, body)) as Approval;
  console.log(`${approval.id} is ${approval.state}`);
  if (approval.state === 'pending') {
    console.log(`${approval.approvals.length} of ${approval.quorum} people agree`);
  }
}

/** `regent approvals review`: without an id, what is to be reviewed. */
export async function reviewApproval(
  id: string | undefined,
  options: AccessOptions & { reason?: string; json?: boolean },
): Promise<void> {
  const path = '/api/breakglass/reviews';
  if (id === undefined) {
    const { approvals } = (await callApi(options, 'GET', path)) as { approvals: Approval[] };
    printList(approvals, options.json === true);
    return;
  }
  const body = { reason: options.reason ?? '' };
  const reviewed = await callApi(options, 'POST', `${path}/${encodeURIComponent(id)}`, body);
  console.log(`${(reviewed as Approval).id} is reviewed`);
}

/** `regent approvals delegate`: without somebody, the delegations that hold. */
export async function delegateApprovals(
  subject: string | undefined,
  options: AccessOptions & { issuer?: string; until?: string; reason?: string; end?: string },
): Promise<void> {
  const path = '/api/delegations';
  if (options.end !== undefined) {
    await callApi(options, 'DELETE', `${path}/${encodeURIComponent(options.end)}`);
    console.log(`${options.end} is ended`);
    return;
  }
  if (subject === undefined) {
    const found = (await callApi(options, 'GET', path)) as { delegations: Delegation[] };
    if (found.delegations.length === 0) console.log('No delegation.');
    for (const delegation of found.delegations) printDelegation(delegation);
    return;
  }
  const { issuer, until, reason } = options;
  const body = { to: { issuer: issuer ?? '', subject }, until: until ?? '', reason };
  printDelegation((await callApi(options, 'POST', path, body)) as Delegation);
}

function printDelegation({ id, from, to, until }: Delegation): void {
  console.log(plain(`${id}  ${to.subject} decides for ${from.subject} until ${until}`));
}

function pathOf(id: string): string {
  return `/api/approvals/${encodeURIComponent(id)}`;
}
