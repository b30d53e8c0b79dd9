import { SetupError } from '../gateway/errors.ts';
import { findAccess, type AccessOptions } from './find-access.ts';

interface Approval {
  id: string;
  state: string;
  asked_at: string;
  expires_at: string;
  demand: { groups: string[] };
  summary: {
    method: string;
    target: string;
    connection: string;
    identity: { subject: string };
    decision: { reasons: string[] };
  };
}

/** `regent approvals list`. */
export async function listApprovals(
  options: AccessOptions & { state?: string; json?: boolean },
): Promise<void> {
  const query = options.state === undefined ? '' : `?state=${encodeURIComponent(options.state)}`;
  const { approvals } = (await call(options, 'GET', `/approvals${query}`)) as {
    approvals: Approval[];
  };
  if (options.json === true) {
    console.log(JSON.stringify(approvals, undefined, 2));
    return;
  }
  if (approvals.length === 0) console.log('No approval.');
  for (const { id, state, expires_at, demand, summary } of approvals) {
    const { method, target, connection, identity, decision } = summary;
    console.log(`${id}  ${state}  until ${expires_at}  for ${demand.groups.join(', ')}`);
    console.log(`  ${identity.subject} asks ${connection}: ${method} ${target}`);
    console.log(`  because ${decision.reasons.join(', ')}`);
  }
}

/** `regent approvals approve` and `deny`. */
export async function decideApproval(
  id: string,
  verb: 'approve' | 'deny',
  options: AccessOptions & { reason?: string },
): Promise<void> {
  const path = `/approvals/${encodeURIComponent(id)}/${verb}`;
  const approval = (await call(options, 'POST', path, { reason: options.reason })) as Approval;
  console.log(`${approval.id} is ${approval.state}`);
}

/** Calls the admin API; what it refuses becomes the command's error. */
async function call(
  options: AccessOptions,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const { admin, token } = await findAccess(options);
  let response: Response;
  try {
    response = await fetch(new URL(path, admin), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new SetupError([`The gateway's admin listener ${admin} does not answer.`], error);
  }
  const answer = (await response.json()) as { code?: string; detail?: string };
  if (!response.ok) throw new SetupError([`${answer.code}: ${answer.detail}`]);
  return answer;
}
