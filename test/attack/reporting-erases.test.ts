import t from 'tap';
import { scratch } from '../helpers/scratch.ts';
import {
  intent,
  openTestLedger,
  startReceiver,
  startTestReporting,
  until,
} from '../reporting/support.ts';

t.test('what is to be erased leaves in no upload, and the event says so', async (t) => {
  const dir = scratch(t);
  const [ledger, receiver] = [await openTestLedger(t, dir), await startReceiver(t)];
  const request = { body: { iban: 'secret-iban' }, headers: { cookie: 'secret-cookie' } };
  await ledger.writer.intent(intent('a', { request }));
  await ledger.writer.intent(intent('b'));
  const erase = ['/input/request/body', '/input/request/headers', '/input/identity/token_id'];
  startTestReporting(t, dir, receiver.url, ledger, { config: { erase } });
  await until(() => receiver.events.length === 2);
  const text = receiver.uploads.map((upload) => upload.text).join('');
  t.notMatch(text, /secret|token-1/);
  t.same(receiver.events[0]!['erased'], erase);
  t.same(receiver.events[1]!['erased'], erase.slice(1), 'only what was there');
  t.match(receiver.events[0], { input: { request: { path: '/customers/17' } } });
});
