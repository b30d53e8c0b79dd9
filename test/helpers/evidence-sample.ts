/** A ledger with one of everything that a report tells, hostile texts too. */
import { FixtureLedger } from './evidence-ledger.ts';
import { BUNDLE, record, refuse } from './evidence-traffic.ts';

/** What an agent or an upstream would write to mislead whoever reads a report. */
export const HOSTILE = {
  script: '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&',
  bidi: 'total \u202e0001 EUR\u202c \u2066x\u2069',
  controls: 'a\u0000b\u001b[31mred\u0007\u009b\u200b\ufeff',
  marks: `z${'\u0301'.repeat(40)}`,
  scripts: 'Ünïcödé Ελληνικά Кириллица 日本語 العربية 👩‍💻',
};

/** The ledger, and the ids that tests ask for. */
export function sampleLedger(): { ledger: FixtureLedger; session: string; customer: string } {
  const ledger = new FixtureLedger();
  const dana = ledger.session({ issuer: 'https://login.example', subject: 'dana@example.com' });
  const bot = ledger.session({ issuer: 'https://login.example', subject: HOSTILE.script });
  ledger.append('bundle', {
    state: 'activated',
    bundle: BUNDLE,
    signed_by: 'security-2026',
    sequence: 4,
    expires: '2027-01-01T00:00:00Z',
  });
  ledger.append('config', { config: { policy: { max_steps: 10_000_000, max_memory: '256MiB' } } });
  ledger.now += 61_000;
  const { id: customer } = record(ledger, {
    session: dana,
    path: '/customers/17',
    decision: {
      action: 'mask',
      reasons: ['support-reads-customer'],
      masks: [{ path: '$.iban', with: 'partial' }],
      purpose: 'support-ticket',
      legal_basis: 'contract (Art. 6(1)(b))',
    },
    masks: [
      { path: '$.iban', with: 'partial', count: 1 },
      { detect: 'email', with: 'pseudonym', count: 2 },
    ],
    response: Buffer.from(
      `${JSON.stringify({ id: 17, name: 'Zoë Müller', iban: 'DE**************3000', contact: 'p_8f2k@example.invalid' }, null, 2)}\n`,
    ),
    subjects: [{ type: 'customer', value: '17', in: 'response' }],
    took: 43,
  });
  ledger.now += 900_000;
  refuse(ledger, {
    session: dana,
    method: 'DELETE',
    path: '/customers/17',
    decision: { action: 'deny', reasons: ['no-deletes'] },
  });
  ledger.now += 5000;
  const approval = '019b2f00-aaaa-7000-8000-000000000001';
  const asked = ledger.exchange(dana);
  const demand = { groups: ['dpo'] as [string] };
  ledger.append(
    'probe',
    {
      id: asked.id,
      session: dana.id,
      number: 1,
      for: 'asking',
      connection: 'crm',
      method: 'GET',
    },
    {
      exchange: asked,
      purpose: 'probe/1',
      text: JSON.stringify({
        request: {
          method: 'GET',
          host: 'crm.example',
          target: `/customers/export?${HOSTILE.bidi}`,
        },
        trace: '4bf92f3577b34da6a3ce929d0e0e4736',
      }),
    },
  );
  for (const [state, by, reason] of [
    ['pending', undefined, undefined],
    [
      'granted',
      { issuer: 'https://login.example', subject: 'olivia (DPO)' },
      'Subject access request 2026/113.',
    ],
    ['consumed', undefined, undefined],
  ] as const) {
    ledger.now += 60_000;
    ledger.append(
      'approval',
      { approval, id: asked.id, session: dana.id, state, ...(by && { by }) },
      {
        exchange: asked,
        purpose: `approval/${state}`,
        text: JSON.stringify({ binding: '0', ...(reason && { reason }) }),
      },
    );
  }
  record(ledger, {
    session: dana,
    method: 'POST',
    path: '/customers/export',
    query: 'country=DE',
    approval,
    decision: {
      action: 'approve',
      reasons: ['export-needs-approval'],
      approval: demand,
      purpose: 'subject-access',
      legal_basis: 'legal obligation (Art. 6(1)(c))',
    },
    body: Buffer.from('{"fields":["name","email"],"format":"csv"}'),
    response: Buffer.from(`id,name,email\r\n${'17,Zoë Müller,zoe@example.com\r\n'.repeat(200)}`),
  });
  ledger.rotate();
  ledger.now += 30_000;
  record(ledger, {
    session: bot,
    method: 'GET',
    path: '/tickets/5',
    query: `q=${HOSTILE.bidi}`,
    response: Buffer.from(Object.values(HOSTILE).join('\n')),
    subjects: [{ type: 'customer', value: HOSTILE.scripts, in: 'response' }],
  });
  record(ledger, {
    session: bot,
    path: '/logo.png',
    response: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]),
  });
  refuse(ledger, {
    session: bot,
    path: HOSTILE.controls,
    decision: { action: 'deny', reasons: ['policy-undefined'] },
  });
  record(ledger, { session: bot, error: 'upstream-unreachable', status: 502 });
  ledger.append('gap', {
    from: new Date(ledger.now - 5000).toISOString(),
    error: 'ENOSPC',
    rejected: 3,
  });
  ledger.append('recovered', { torn_bytes: 120, interrupted: 1 });
  ledger.append('refusals', {
    from: '2026-01-02T03:00:00.000Z',
    to: '2026-01-02T03:01:00.000Z',
    counts: { 'token-invalid': 412 },
  });
  const erased = record(ledger, {
    session: bot,
    path: '/customers/99',
    response: Buffer.from('{"id":99}'),
  });
  ledger.now += 1000;
  const erasure = '019b2f00-bbbb-7000-8000-000000000001';
  ledger.append('erasure', {
    erasure,
    state: 'begun',
    reference: 'DSR-2026-041',
    by: 'olivia',
    commitment: `${'A'.repeat(43)}=`,
    exchanges: [erased.id],
  });
  ledger.erase(erased.id);
  ledger.certify(erasure, 1);
  return { ledger, session: dana.id, customer };
}
