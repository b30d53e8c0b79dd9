/** What entries say, as the report says it. */
import type {
  ApprovalData,
  MaskHits,
  PolicyInput,
  RefusalsData,
  SessionIdentity,
} from '../../gateway/types.ts';
import type { Access, Person } from './model.ts';

/** Who asks. */
export function personOf({
  issuer,
  subject,
  client_id: client,
  actors = [],
}: SessionIdentity): Person {
  return {
    issuer,
    subject,
    ...(client !== undefined && { client }),
    actors: actors.map((actor) => actor.subject),
  };
}

/** Tells one person from another. */
export function nameOf({ issuer, subject, client, actors }: Person): string {
  return JSON.stringify([issuer, subject, client, actors]);
}

/** Path and query. */
export function targetOf({ request }: PolicyInput): string {
  return request.path + (request.query_string === '' ? '' : `?${request.query_string}`);
}

/** What was masked, in words. */
export function maskOf(hits: MaskHits): Access['masks'][number] {
  const { path, inner, header, cookie, detect, count } = hits;
  const parts = [
    detect !== undefined && `found as ${detect}`,
    header !== undefined && `header ${header}`,
    cookie !== undefined && `cookie ${cookie}`,
    path,
    inner !== undefined && `in it ${inner}`,
  ];
  const what = parts.filter((part) => typeof part === 'string').join(' ');
  return { what: what === '' ? 'see the decision' : what, method: hits.with, count };
}

/** How many were refused, whatever for. */
export function countAll(data: RefusalsData): number {
  const { counts } = data as unknown as { counts?: Record<string, number> };
  return Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
}

/** What happened, where the state alone says too little. */
export function stepOf({
  state,
  by,
  cause,
  break_glass: breakGlass,
  reviewed,
}: ApprovalData): string {
  if (reviewed === true) return 'reviewed';
  if (breakGlass === true) return 'break-glass';
  if (state === 'pending' && by) return 'one yes';
  return cause === undefined ? state : `${state} (${cause})`;
}

/** Who decided, and for whom. */
export function deciderOf({ by, on_behalf_of: behalf }: ApprovalData): string {
  const [who, instead] = [by, behalf].map((one) => one && `${one.subject} (${one.issuer})`);
  return instead === undefined ? who! : `${who!} for ${instead}`;
}
