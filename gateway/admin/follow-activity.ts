/** Requests as they become durable, as server-sent events. */
import type { FastifyReply } from 'fastify';
import { Refusal } from '../errors.ts';
import { streamEvents, type EventBatch } from '../event-stream.ts';
import type { Gateway } from '../exchange.ts';
import type { ActivityRow } from './contract.ts';

/** How many may follow at once. */
const MAX_FOLLOWING = 100;
/** Milliseconds after which whoever follows must ask again, and be known again. */
const LONGEST = 15 * 60_000;

const following = new WeakMap<Gateway, number>();

/** Sends them until the reader leaves. Throws a Refusal `activity-unavailable` where too many follow. */
export function followActivity(gateway: Gateway, reply: FastifyReply, withPaths: boolean): void {
  const count = following.get(gateway) ?? 0;
  if (count >= MAX_FOLLOWING)
    throw new Refusal('activity-unavailable', 'Too many follow activity now; ask without events.');
  following.set(gateway, count + 1);
  reply.hijack();
  void stream(gateway, reply, withPaths)
    .catch(() => reply.raw.destroy())
    .finally(() => following.set(gateway, following.get(gateway)! - 1));
}

function stream(gateway: Gateway, reply: FastifyReply, withPaths: boolean): Promise<void> {
  return streamEvents(reply.raw, gateway, (send) => {
    const unsubscribe = gateway.activity.subscribe((rows) => send(toBatch(rows, withPaths)));
    const end = setTimeout(() => send({ events: [], over: true }), LONGEST).unref();
    return () => {
      unsubscribe();
      clearTimeout(end);
    };
  });
}

function toBatch(rows: ActivityRow[] | undefined, withPaths: boolean): EventBatch {
  if (!rows) return { events: [{ event: 'lost', data: '{}' }], over: false };
  const events = rows.map((row) => {
    const { path, ...others } = row;
    const shown = withPaths && path !== undefined ? row : others;
    return { event: 'activity', data: JSON.stringify(shown) };
  });
  return { events, over: false };
}
