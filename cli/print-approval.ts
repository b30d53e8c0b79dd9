import type { Approval, ShownBody } from '../gateway/approval/approvals.ts';
import { plain } from './plain.ts';

/** Prints one approval for whoever is to decide: what exactly is asked, by whom, why, and what is seen of the answer. */
export function printApproval(approval: Approval): void {
  const { summary, may } = approval;
  const { identity, decision } = summary;
  const line = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') console.log(`${name.padEnd(14)}${plain(value)}`);
  };
  line('approval', `${approval.id} (${approval.state})`);
  line('binding', approval.binding);
  line('asks', [identity.subject, ...identity.actors.map(({ subject }) => subject)].join(' via '));
  line('issuer', identity.issuer);
  line('groups', identity.groups.join(', '));
  line('connection', summary.connection);
  line('request', `${summary.method} ${summary.host} ${summary.target}`);
  for (const [name, value] of Object.entries(summary.headers)) line('', `${name}: ${value}`);
  line('why', approval.justification);
  line('purpose', approval.purpose ?? decision.purpose);
  line('reasons', decision.reasons.join(', '));
  line('masks', JSON.stringify(decision.masks ?? decision.detect ?? []));
  line('bundle', `${summary.bundle.revision} ${summary.bundle.digest}`);
  line('precondition', approval.precondition?.value);
  line('risk', `${approval.risk} of 3`);
  line('decide by', approval.decide_by);
  line('use by', approval.use_by);
  line('people', `${approval.approvals.length} of ${approval.quorum} agree`);
  for (const { by, at, reason, on_behalf_of: behalf } of approval.approvals) {
    const whom = behalf ? ` for ${behalf.subject}` : '';
    line('', `${by.subject}${whom} at ${at}${reason === undefined ? '' : `: ${reason}`}`);
  }
  line('you may', may && listRights(may));
  if (summary.body) printBody(summary.body);
}

function listRights(may: NonNullable<Approval['may']>): string {
  const rights = (['decide', 'revoke', 'review'] as const).filter((right) => may[right]);
  return [...rights, ...(may.step_up ? [`after ${JSON.stringify(may.step_up)}`] : [])].join(', ');
}

function printBody(body: ShownBody): void {
  console.log(body.masked === true ? 'body, masked:' : 'body:');
  if ('hidden' in body) console.log('  (you may not see it)');
  else if ('text' in body)
    for (const line of body.text.split('\n')) console.log(`  ${plain(line)}`);
  else console.log(`  (base64) ${body.base64}`);
}
