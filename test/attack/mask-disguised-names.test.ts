import t from 'tap';
import { MASKED, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

void t.test('a name with escapes is the name', async (t) => {
  for (const name of ['\\u0065mail', 'e\\u006Dail', '\\u0065\\u006d\\u0061\\u0069\\u006c']) {
    gateway.respondWith(`{"${name}":"${SECRET}"}`);
    t.equal(await (await gateway.fetch('/svc/x')).text(), `{"${name}":"[redacted]"}`);
  }
});

void t.test('of a name that stands twice neither value comes through', async (t) => {
  for (const body of [
    `{"email":"x","email":"${SECRET}"}`,
    `{"email":"${SECRET}","email":"x"}`,
    `{"\\u0065mail":"${SECRET}","email":{"a":"${SECRET}"}}`,
  ]) {
    gateway.respondWith(body);
    t.notMatch(await (await gateway.fetch('/svc/x')).text(), SECRET);
  }
});

void t.test('the order of the members makes no difference', async (t) => {
  gateway.respondWith(`{"email":"${SECRET}","id":1}`);
  t.equal(await (await gateway.fetch('/svc/x')).text(), '{"email":"[redacted]","id":1}');
  gateway.respondWith(`{"id":1,"email":"${SECRET}"}`);
  t.equal(await (await gateway.fetch('/svc/x')).text(), MASKED);
});
