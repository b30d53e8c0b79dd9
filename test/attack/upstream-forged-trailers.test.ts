import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { requestText } from '../helpers/mask-gateway.ts';
import { sendRaw } from '../helpers/raw-http.ts';

/** Where nothing is masked trailers are passed on, but not those that only Regent says, or that are of one hop. */
const gateway = await startTestGateway({
  upstream: (_req, res) => {
    res.writeHead(200, { trailer: 'x-sum' }).write('text');
    res.addTrailers({ 'x-sum': '1', 'X-Regent-Decision-Id': 'forged', 'alt-svc': 'h2=":1"' });
    res.end();
  },
});
t.teardown(() => gateway.stop());

void t.test('an upstream cannot speak for the gateway in its trailers', async (t) => {
  const raw = await sendRaw(gateway.port, requestText(gateway, '/svc/x', ['Connection: close']));
  t.match(raw, /\r\n0\r\nx-sum: 1\r\n\r\n$/);
  t.notMatch(raw, 'forged');
});
