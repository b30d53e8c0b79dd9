/** A gateway whose every request needs a person, and whose approvals look at the world. */
import type { ProbeData } from '../../gateway/types.ts';
import { alwaysDecide, startTestGateway, type TestGateway, type TestSettings } from './gateway.ts';
import { openEntries } from './open-ledger.ts';

/** Whoever asks needs a yes of the group `dpo`, and the `ETag` of what they ask for must stay. */
export const PRECONDITION = alwaysDecide({
  action: 'approve',
  reasons: ['test'],
  approval: { groups: ['dpo'], precondition: { etag: true } },
});

/** Starts one; the upstream answers everything with one `ETag`. */
export function startWithPrecondition(settings: TestSettings = {}): Promise<TestGateway> {
  return startTestGateway({
    policy: PRECONDITION,
    approvals: { hold: 20 },
    upstream: (_req, res) => {
      res.setHeader('etag', '"1"');
      res.setHeader('content-type', 'application/json');
      res.end('{"ok":true}');
    },
    ...settings,
  });
}

/** A write that needs a yes. */
export function askToWrite(gateway: TestGateway, path = '/svc/x?a=1'): Promise<Response> {
  return gateway.fetch(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  });
}

/** Says yes to an approval; gives the status. */
export async function grant(gateway: TestGateway, approval: string): Promise<number> {
  const token = await gateway.issuer.sign({
    sub: 'dana',
    groups: ['dpo'],
    aud: 'urn:regent:admin',
  });
  const response = await fetch(`${gateway.adminUrl}/api/approvals/${approval}/approve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  return response.status;
}

/** The looks at the world that are on record, opened. */
export async function probesOf(
  stateDir: string,
): Promise<{ seq: number; data: ProbeData; state: string; sealed?: Record<string, unknown> }[]> {
  return (await openEntries(stateDir)).flatMap(({ entry: { seq, type, data }, state, sealed }) =>
    (type as string) === 'probe'
      ? [{ seq, data: data as ProbeData, state, ...(sealed && { sealed }) }]
      : [],
  );
}
