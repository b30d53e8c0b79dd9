import t from 'tap';
import { continueTrace } from '../../gateway/context/trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

t.test('continues a trace with a span of its own', async (t) => {
  const parent = `00-${TRACE}-00f067aa0ba902b7-01`;
  const { traceId, headers } = continueTrace({ traceparent: parent, tracestate: 'x=1' });
  t.equal(traceId, TRACE);
  t.match(headers['traceparent'], new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  t.notMatch(headers['traceparent'], '00f067aa0ba902b7');
  t.equal(headers['tracestate'], 'x=1');
});

t.test('starts anew where there is nothing to continue', async (t) => {
  const broken = [
    undefined,
    '',
    'x',
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
  ];
  for (const traceparent of broken) {
    const { traceId, headers } = continueTrace({
      ...(traceparent !== undefined && { traceparent }),
      tracestate: 'x=1',
    });
    t.match(traceId, /^[0-9a-f]{32}$/);
    t.not(traceId, TRACE);
    t.notOk(headers['tracestate'], 'a state without a parent means nothing');
  }
});
