import t from 'tap';
import { BODY, MASKED, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

void t.test('an error with the value is masked as any other answer', async (t) => {
  for (const status of [302, 400, 401, 404, 409, 500, 503]) {
    gateway.respondWith(BODY, { status });
    const answer = await gateway.fetch('/svc/x', { redirect: 'manual' });
    t.equal(answer.status, status);
    t.equal(await answer.text(), MASKED);
  }
});

void t.test('a page for people is refused', async (t) => {
  for (const status of [404, 500]) {
    gateway.respondWith(`<p>${SECRET}</p>`, { status, headers: { 'content-type': 'text/html' } });
    const answer = await gateway.fetch('/svc/x');
    t.equal(answer.status, 502);
    t.notMatch(await answer.text(), SECRET);
  }
});
