/** What the documentation says of a route. */
import { PROBLEMS, type ErrorCode } from '../../errors.ts';
import { COUNT, object, TEXT, TEXTS, TIME, type Shape } from './shapes.ts';

/** The subjects of the API. */
export type Tag =
  | 'activity'
  | 'sessions'
  | 'policies'
  | 'health'
  | 'approvals'
  | 'people'
  | 'evidence'
  | 'ledger'
  | 'sign-in'
  | 'notifications'
  | 'documentation';

/** A route. */
export interface Described {
  tag: Tag;
  /** One line. */
  summary: string;
  description?: string;
  /** The schema of a good answer; `204` where there is none, `303` where the browser is sent elsewhere. */
  answer: Shape | 204 | 303;
  /** Another type than `application/json`. */
  type?: string;
  /** Codes of the refusals that it knows, besides those of identification. */
  refusals?: readonly ErrorCode[];
  /** Further answers, by their status. */
  others?: Record<number, Shape>;
  /** Whoever reaches the listener may ask. */
  open?: true;
}

/** Refusals of whoever cannot be identified, or asks what is not understood. */
const ALWAYS: readonly ErrorCode[] = ['malformed-request'];
const IDENTIFYING: readonly ErrorCode[] = [
  'credentials-missing',
  'credentials-malformed',
  'credentials-ambiguous',
  'token-invalid',
  'token-expired',
  'issuer-unknown',
  'keys-unavailable',
];

/** An error's answer (RFC 9457). */
export const PROBLEM: Shape = {
  ...object(
    { type: TEXT, title: TEXT, status: COUNT, detail: TEXT, code: TEXT, decision_id: TEXT },
    {
      reasons: TEXTS,
      approval: TEXT,
      waits_for: object({ groups: TEXTS, quorum: COUNT, approved: COUNT, decide_by: TIME }),
      status_url: TEXT,
    },
  ),
  $id: 'Problem',
};

/** What a route's schema has besides what is checked. */
export function describeRoute(route: Described): Shape {
  const { tag, summary, description, answer, type, refusals = [], others, open } = route;
  return {
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: open ? [] : [{ bearer: [] }, { session: [] }],
    response: {
      ...answered(answer, type),
      ...problems([...ALWAYS, ...(open ? [] : IDENTIFYING), ...refusals]),
      ...others,
    },
  };
}

function answered(answer: Described['answer'], type: string | undefined): Shape {
  if (answer === 204) return { 204: { description: 'Done.', type: 'null' } };
  if (answer === 303)
    return { 303: { description: 'The browser goes on elsewhere.', type: 'null' } };
  return { 200: good(answer, type) };
}

function good(answer: Shape, type: string | undefined): Shape {
  if (type === undefined) return { description: 'Good.', ...answer };
  return { description: 'Good.', content: { [type]: { schema: answer } } };
}

function problems(codes: readonly ErrorCode[]): Shape {
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const [status, title] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}.`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, texts]) => [
      status,
      {
        description: texts.join(' '),
        content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
      },
    ]),
  );
}
