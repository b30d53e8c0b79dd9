import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { writeConfigFile } from '../helpers/config-file.ts';
import { ALLOW_ALL } from '../helpers/gateway.ts';
import { serve } from '../helpers/serve.ts';
import { createTestIssuer } from '../helpers/tokens.ts';

/** Somebody without a token asks for a tunnel and breaks the connection off: that must not end the gateway. */
const issuer = await createTestIssuer();
t.teardown(() => issuer.close());
const written = await writeConfigFile({
  rules: ALLOW_ALL,
  upstream: 'http://127.0.0.1:1',
  issuer: issuer.config,
});
const gateway = await serve(written.file);
t.teardown(async () => {
  gateway.process.kill('SIGTERM');
  await gateway.ended;
});

async function breakOff(text: string, when: 'at once' | 'answered'): Promise<void> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(text);
  if (when === 'answered') await once(socket, 'data');
  socket.resetAndDestroy();
}

const TUNNEL = 'CONNECT gw:443 HTTP/1.1\r\nHost: gw\r\n\r\n';

for (const [name, text] of Object.entries({
  'a tunnel': TUNNEL,
  'a tunnel with bytes for it': `${TUNNEL}${'x'.repeat(100_000)}`,
  'a tunnel after a request': `GET /svc/x HTTP/1.1\r\nHost: gw\r\n\r\n${TUNNEL}`,
})) {
  void t.test(name, async (t) => {
    for (const when of ['at once', 'answered'] as const) await breakOff(text, when);
    t.equal((await fetch(`${gateway.url}/svc/x`)).status, 401, 'the gateway is there');
  });
}
