/** Reads what activity is searched by. */
import type { RowFilter } from '../activity/filter.ts';
import type { Gateway } from '../exchange.ts';
import type { Action } from '../types.ts';
import type { ActivityQuery } from './contract.ts';

/** Of the requests about one data subject so many, the newest, are searched. */
const MAX_ABOUT = 10_000;
/** As a policy's `subjects` have it, where they name no type. */
const DEFAULT_TYPE = 'person';

type Asked = { [K in keyof ActivityQuery]: string };

/** The filter of a query that its schema has checked. A data subject is found by its pseudonym in the index of subjects. */
export async function readFilter(gateway: Gateway, asked: Asked): Promise<RowFilter> {
  const { identity, connection, action, reason, state, session, approval, from, to } = asked;
  const { subject, subject_type: type = DEFAULT_TYPE } = asked;
  const ids =
    subject === undefined ? undefined : await gateway.findSubject({ type, value: subject });
  return {
    ...(identity !== undefined && { identity }),
    ...(connection !== undefined && { connection }),
    ...(action !== undefined && { action: action as Action }),
    ...(reason !== undefined && { reason }),
    ...(state !== undefined && { state: state as NonNullable<RowFilter['state']> }),
    ...(session !== undefined && { session }),
    ...(approval !== undefined && { approval }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
    ...(ids && { ids: ids.slice(-MAX_ABOUT) }),
  };
}
