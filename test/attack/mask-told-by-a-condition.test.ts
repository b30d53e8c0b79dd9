import { createHash } from 'node:crypto';
import t from 'tap';
import { BODY, JSON_TYPE, startMaskGateway } from '../helpers/mask-gateway.ts';

/** An upstream whose ETag is a digest of the body, as many make it: whoever guesses the body can make it too. */
const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

const etagOf = (body: string): string => `"${createHash('sha1').update(body).digest('hex')}"`;
gateway.respond((req, res) => {
  const wanted = req.headers['if-match'];
  const fits = wanted === undefined || wanted === etagOf(BODY);
  res.writeHead(fits ? 200 : 412, { ...JSON_TYPE, etag: etagOf(BODY) }).end(fits ? BODY : '{}');
});

for (const method of ['GET', 'HEAD']) {
  void t.test(`${method}: a right guess of the body is answered as a wrong one`, async (t) => {
    const ask = async (guess: string): Promise<[number, string]> => {
      const headers = { 'if-match': etagOf(guess) };
      const response = await gateway.fetch('/svc/x', { method, headers });
      return [response.status, await response.text()];
    };
    t.same(await ask(BODY), await ask(BODY.replace('ada', 'eve')));
  });
}

void t.test('a write keeps its condition', async (t) => {
  const headers = { ...JSON_TYPE, 'if-match': '"other"' };
  const response = await gateway.fetch('/svc/x', { method: 'PUT', body: '{}', headers });
  t.equal(response.status, 412);
});
