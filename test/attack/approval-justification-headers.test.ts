import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { sendRaw } from '../helpers/raw-http.ts';

/** What an agent says of its request is shown to a person who decides by it. */
const HOSTILE: Record<string, string> = {
  'a terminal’s escape': 'X-Regent-Justification: fine\u001b[2K\u001b[1A',
  'a tab': 'X-Regent-Justification: a\tb',
  'a control of C1, as UTF-8': 'X-Regent-Justification: a\u00c2\u009bb',
  'text that turns around, as UTF-8': 'X-Regent-Justification: a\u00e2\u0080\u00aeb',
  'what is not UTF-8': 'X-Regent-Justification: a\u00ffb',
  'more than there is room for': `X-Regent-Justification: ${'x'.repeat(1001)}`,
  'a purpose with a control': 'X-Regent-Purpose: a\u007fb',
  'a purpose without end': `X-Regent-Purpose: ${'x'.repeat(201)}`,
  'two reasons': 'X-Regent-Justification: a\r\nX-Regent-Justification: b',
};

t.test('hostile reasons are refused before anybody sees them', async (t) => {
  const policy = alwaysDecide({
    action: 'approve',
    reasons: ['test'],
    approval: { groups: ['dpo'], break_glass: true },
  });
  const gateway = await startTestGateway({ policy });
  t.teardown(() => gateway.stop());
  for (const [what, header] of Object.entries(HOSTILE)) {
    const answer = await sendRaw(
      gateway.port,
      Buffer.from(
        `GET /svc/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${gateway.token}\r\n${header}\r\n\r\n`,
        'latin1',
      ),
    );
    t.match(answer, /^HTTP\/1\.1 400 /, what);
  }
  t.equal(gateway.received.length, 0);
  // Another spelling is no justification, and no header that is forwarded.
  const folded = await gateway.fetch('/svc/x', { headers: { x_regent_justification: 'a' } });
  t.match(await folded.json(), { code: 'justification-required' });
});
