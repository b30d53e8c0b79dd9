import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';

/** `tracestate` goes to the upstream, and neither policy nor approver sees it: it must be one, and short. */
const gateway = await startTestGateway();
t.teardown(() => gateway.stop());

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

async function forwarded(tracestate: string): Promise<unknown> {
  const response = await gateway.fetch('/svc/x', {
    headers: { traceparent: TRACEPARENT, tracestate },
  });
  t.equal(response.status, 200);
  return gateway.received.at(-1)!.headers['tracestate'];
}

void t.test('what is no state is left out', async (t) => {
  const long = Array.from({ length: 30 }, (_, index) => `v${index}=${'x'.repeat(20)}`).join();
  for (const state of ['DROP TABLE', 'a', 'a=', '=b', 'a=b=c', 'A=b', 'a=b,DROP', long]) {
    t.equal(await forwarded(state), undefined, state);
  }
});

void t.test('a state stays', async (t) => {
  for (const state of ['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 't@v=a b', 'a=1, b=2,,c=3']) {
    t.equal(await forwarded(state), state);
  }
});
