import t from 'tap';
import type { BindingParts } from '../../gateway/approval/types.ts';
import { DANA, open, PARTS, refused, subjectOf } from '../approval/support.ts';

/** One change of each bound field, made after the grant. */
const CHANGES: Record<string, (parts: BindingParts) => unknown> = {
  method: ({ request }) => (request.method = 'DELETE'),
  host: ({ request }) => (request.host = 'hr.internal'),
  path: ({ request }) => (request.path = '/export/all'),
  query: ({ request }) => (request.queryString = 'all=1&fields=iban'),
  'a header': ({ request }) => (request.headers = { ...request.headers, 'x-tenant': 'b' }),
  'one more header': ({ request }) =>
    (request.headers = { ...request.headers, 'x-http-method-override': 'DELETE' }),
  'a header left out': ({ request }) => (request.headers = { accept: 'application/json' }),
  body: ({ request }) => (request.bodySha256 = 'ba'.repeat(32)),
  'no body': ({ request }) => delete request.bodySha256,
  issuer: ({ identity }) => (identity.issuer = 'https://evil.example'),
  subject: ({ identity }) => (identity.subject = 'analytics-agent'),
  client: ({ identity }) => (identity.client_id = 'client-2'),
  'no client': ({ identity }) => delete identity.client_id,
  actors: ({ identity }) => (identity.actors = identity.actors.toReversed()),
  'no actors': ({ identity }) => (identity.actors = []),
  groups: ({ identity }) => (identity.groups = ['support']),
  connection: (parts) => (parts.connection = 'crm-production'),
  'the bundle': (parts) => (parts.bundle.digest = `sha256:${'dc'.repeat(32)}`),
  'a mask': (parts) => (parts.hidden.masks = [{ path: '$..email', with: 'null' }]),
  'no masks': (parts) => delete parts.hidden.masks,
  'a header mask': (parts) => (parts.hidden.headers = [{ name: 'x-a', with: 'remove' }]),
  'a detector': (parts) => (parts.hidden.detect = [{ type: 'iban', with: 'redact' }]),
  'what may be written back': (parts) =>
    (parts.hidden.write_back = { mode: 'restore', masks: parts.hidden.masks! }),
  purpose: (parts) => (parts.purpose = 'marketing'),
  'no purpose': (parts) => delete parts.purpose,
  justification: (parts) => (parts.justification = 'the customer asked'),
  'the stated purpose': (parts) => (parts.statedPurpose = 'marketing'),
  'a precondition': (parts) => (parts.precondition = { etag: true }),
};

/** Approve one thing, send another: the grant must not cover it, and stays for what was approved. */
void t.test('a request that differs from the approved one in anything does not pass', async (t) => {
  const opened = open(t, { hold: 1 });
  const { extras } = await refused(t, opened.ask(), 'approval-required');
  const id = extras.approval!;
  await opened.approvals.decide(id, 'granted', DANA);
  for (const [field, change] of Object.entries(CHANGES)) {
    const parts = structuredClone(PARTS);
    change(parts);
    const refusal = await refused(t, opened.ask(subjectOf(parts)), 'approval-required');
    t.not(refusal.extras.approval, id, field);
  }
  t.equal((await opened.ask()).id, id);
});
