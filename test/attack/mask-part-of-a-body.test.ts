import t from 'tap';
import { BODY, JSON_TYPE, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

void t.test('a part of a body is refused, however it is declared', async (t) => {
  const boundary = `--b\r\nContent-Type: application/json\r\nContent-Range: bytes 0-9/99\r\n\r\n${BODY}\r\n--b--\r\n`;
  const cases: [number, Record<string, string>, string][] = [
    [206, { ...JSON_TYPE, 'content-range': `bytes 0-${BODY.length - 1}/${BODY.length}` }, BODY],
    [206, JSON_TYPE, BODY],
    [200, { ...JSON_TYPE, 'content-range': 'bytes 7-20/99' }, BODY],
    [206, { 'content-type': 'multipart/byteranges; boundary=b' }, boundary],
    [200, { 'content-type': 'multipart/byteranges; boundary=b' }, boundary],
    [200, { 'content-type': 'multipart/mixed; boundary=b' }, boundary],
    [226, { ...JSON_TYPE, im: 'range' }, BODY],
  ];
  for (const [status, headers, body] of cases) {
    gateway.respondWith(body, { status, headers });
    const answer = await gateway.fetch('/svc/x', { headers: { range: 'bytes=7-20,30-40' } });
    t.equal(answer.status, 502);
    t.equal(answer.headers.get('content-range'), null);
    t.notMatch(await answer.text(), SECRET);
  }
  for (const { headers } of gateway.received) {
    t.notOk(headers.range ?? headers['if-range'], 'no part is asked for');
  }
});
