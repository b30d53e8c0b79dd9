import type { ServerResponse } from 'node:http';
import type { ApprovalChange } from './approval/approvals.ts';
import { Refusal } from './errors.ts';
import { streamEvents, type EventBatch } from './event-stream.ts';
import type { Gateway } from './exchange.ts';

const following = new WeakMap<Gateway, number>();

/**
 * Answers with server-sent events: what `look` gives at once, and after each change of an approval,
 * until it says that it is over or the reader leaves. `look` throws before anything is sent, or the
 * connection is cut.
 *
 * Throws a Refusal `approvals-unavailable` where as many follow already as may be held.
 */
export async function sendEvents(
  res: ServerResponse,
  gateway: Gateway,
  look: (change?: ApprovalChange) => EventBatch,
): Promise<void> {
  const count = following.get(gateway) ?? 0;
  if (count >= gateway.snapshot.config.approvals.maxHeld) {
    throw new Refusal(
      'approvals-unavailable',
      'Too many follow approvals now; ask without events.',
    );
  }
  const first = look();
  following.set(gateway, count + 1);
  try {
    await streamEvents(res, gateway, (send) => {
      const end = gateway.approvals.subscribe((change) => {
        try {
          send(look(change));
        } catch {
          send({ events: [], over: true });
        }
      });
      send(first);
      return end;
    });
  } finally {
    following.set(gateway, following.get(gateway)! - 1);
  }
}
