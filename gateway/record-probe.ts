import type { Trace } from './context/trace.ts';
import { targetOf } from './entries.ts';
import { appendSealed } from './evidence.ts';
import type { Exchange, Gateway } from './exchange.ts';
import type { CanonicalRequest, SealedProbe } from './types.ts';

/** A look at the world that an exchange is about to make. */
export interface Probe {
  /** As it is sent. */
  request: CanonicalRequest;
  trace: Trace;
  /** Which of the exchange's it is, from 1: what it seals has a key of its own, however long it is (see `sealText`). */
  number: number;
  /** The approval that is to be used; undefined where people are to be asked. */
  approval: string | undefined;
}

/** Settles once it is durable that the upstream is about to be asked; throws a Refusal `ledger-unavailable` otherwise. */
export async function recordProbe(
  exchange: Exchange,
  { request, trace, number, approval }: Probe,
  gateway: Gateway,
): Promise<void> {
  const { id, subjects } = exchange;
  const key = exchange.key!;
  const { method, host, connection } = request;
  const sealed: SealedProbe = {
    request: { method, host, target: targetOf(request) },
    trace: trace.traceId,
    ...(subjects.length > 0 && { subjects: [...subjects] }),
  };
  await appendSealed(gateway, key, {
    type: 'probe',
    clear: {
      id,
      session: key.session.id,
      number,
      for: approval === undefined ? 'asking' : 'using',
      ...(approval !== undefined && { approval }),
      connection: connection.name,
      method,
    },
    purpose: `probe/${number}`,
    sealed: JSON.stringify(sealed),
    subjects,
  });
}
