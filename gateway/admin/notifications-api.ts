import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import type { Notifications } from '../notify/notify.ts';
import { isReader } from './access.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { DEAD_LETTERS, RETRIED } from './openapi/notification-shapes.ts';
import { object, TEXT } from './openapi/shapes.ts';

/**
 * The messages that were given up, for members of the groups of `ledger.reading.groups`:
 * `GET /api/notifications/dead-letters`, and `POST /api/notifications/dead-letters/{id}/retry`.
 */
export function serveNotifications(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const path = '/api/notifications/dead-letters';

  const about = {
    tag: 'notifications',
    refusals: ['ledger-forbidden', 'notifications-unavailable', 'not-found'],
  } as const;

  const listing = describeRoute({
    ...about,
    summary: 'The messages that were given up.',
    answer: DEAD_LETTERS,
  });
  app.get(path, { schema: listing }, async (request) => {
    await admit(request);
    return { dead_letters: use((notifications) => notifications.deadLetters(), []) };
  });

  const retrying = {
    params: object({ id: TEXT }),
    ...describeRoute({ ...about, summary: 'Sends one again.', answer: RETRIED }),
  };
  app.post<{ Params: { id: string } }>(
    `${path}/:id/retry`,
    { schema: retrying },
    async (request) => {
      await admit(request);
      const { id } = request.params;
      if (!use((notifications) => notifications.retry(id), false)) {
        throw new Refusal('not-found', `There is no such dead letter; GET ${path} lists them.`);
      }
      return { id, state: 'queued' };
    },
  );

  async function admit(request: FastifyRequest): Promise<void> {
    if (!isReader(gateway, await identify(request))) {
      const detail = 'Only members of the groups of ledger.reading.groups may see dead letters.';
      throw new Refusal('ledger-forbidden', detail);
    }
  }

  function use<T>(work: (notifications: Notifications) => T, none: T): T {
    const { notifications } = gateway;
    if (!notifications) return none;
    try {
      return work(notifications);
    } catch (error) {
      const detail = 'The queue of the notifications cannot be used now; see the log.';
      throw new Refusal('notifications-unavailable', detail, { retryAfter: 5 }, error);
    }
  }
}
