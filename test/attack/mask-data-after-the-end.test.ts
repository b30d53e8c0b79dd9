import { gzipSync } from 'node:zlib';
import t from 'tap';
import { BODY, JSON_TYPE, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

void t.test('what stands after the document does not come through', async (t) => {
  for (const rest of [
    BODY,
    `,${BODY}`,
    `\n${BODY}`,
    `\0${SECRET}`,
    ` "${SECRET}"`,
    `// ${SECRET}`,
  ]) {
    gateway.respondWith(BODY + rest);
    const answer = await gateway.fetch('/svc/x');
    t.equal(answer.status, 502);
    t.notMatch(await answer.text(), SECRET);
  }
});

void t.test('nor what stands after the compressed body', async (t) => {
  const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
  for (const rest of [gzipSync(BODY), Buffer.from(BODY)]) {
    gateway.respondWith(Buffer.concat([gzipSync(BODY), rest]), { headers });
    const answer = await gateway.fetch('/svc/x');
    t.equal(answer.status, 502);
    t.notMatch(await answer.text(), SECRET);
  }
});
