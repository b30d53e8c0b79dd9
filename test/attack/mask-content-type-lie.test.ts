import t from 'tap';
import { BODY, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

const TYPES = [
  'application/x-ndjson',
  'application/json-seq',
  'text/event-stream',
  'application/x-www-form-urlencoded',
  'text/csv',
  'text/plain',
  'text/html',
  'application/octet-stream',
  'application/yaml',
  'application/json, text/html',
  'application/json; charset=utf-8, text/html',
  'application/jsonp',
  '',
];

void t.test('JSON that is declared as something else does not come through', async (t) => {
  for (const type of TYPES) {
    for (const body of [
      BODY,
      `${BODY}\n`,
      `data: ${BODY}\n\n`,
      `\x1e${BODY}\n`,
      `email\n${SECRET}\n`,
    ]) {
      gateway.respondWith(body, { headers: { 'content-type': type } });
      const answer = await gateway.fetch('/svc/x');
      const text = await answer.text().catch(() => 'cut');
      t.notMatch(text, SECRET, `${type}: ${body.slice(0, 8)}`);
    }
  }
});

void t.test('nor two types, of which a reader takes the second', async (t) => {
  gateway.respond((_req, res) => {
    res.writeHead(200, ['Content-Type', 'text/event-stream', 'Content-Type', 'application/json']);
    res.end(BODY);
  });
  const answer = await gateway.fetch('/svc/x');
  t.notMatch(await answer.text(), SECRET);
});
