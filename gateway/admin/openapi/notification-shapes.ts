/** Schemas of notifications; their types are in gateway/notify/contract.ts. */
import { COUNT, list, object, oneOf, TEXT, TIME } from './shapes.ts';

const DEAD_LETTER = object(
  { id: TEXT, channel: TEXT, event: TEXT, made_at: TIME, attempts: COUNT, error: TEXT },
  { approval: TEXT },
);

/** `GET /api/notifications/dead-letters` */
export const DEAD_LETTERS = object({ dead_letters: list(DEAD_LETTER) });

/** `POST /api/notifications/dead-letters/{id}/retry` */
export const RETRIED = object({ id: TEXT, state: oneOf('queued') });
