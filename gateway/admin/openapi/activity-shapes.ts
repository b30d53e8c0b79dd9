/** Schemas of activity and sessions; their types are in contract.ts. */
import {
  ANY_OBJECT,
  COUNT,
  list,
  NUMBER,
  object,
  oneOf,
  say,
  SEQ,
  TEXT,
  TEXT_MAP,
  TEXTS,
  textUpTo,
  TIME,
  TIME_ASKED,
  YES,
  type Shape,
} from './shapes.ts';

const ACTION = oneOf('allow', 'deny', 'mask', 'approve');
const STATE = oneOf('open', 'done', 'refused', 'interrupted');
const CURSOR = { type: 'string', pattern: String.raw`^\d{1,15}\.\d{1,15}$` };
/** 1 to 200. */
const LIMIT = { type: 'string', pattern: String.raw`^([1-9]\d?|1\d\d|200)$` };
const BUCKETS = { type: 'string', pattern: String.raw`^([1-9]\d?|[1-4]\d\d|500)$` };
const UUID = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };

/** What list and chart share. */
const FILTER: Record<string, Shape> = {
  identity: say(
    'Part of issuer, subject, client or an actor of who asked, in letters of either case.',
    textUpTo(200),
  ),
  connection: textUpTo(200),
  action: ACTION,
  reason: say('A reason of the policy, or an error code of the gateway.', textUpTo(200)),
  state: STATE,
  session: UUID,
  approval: textUpTo(64),
  from: TIME_ASKED,
  to: TIME_ASKED,
};

/** `GET /api/activity` */
export const SEARCH = object(
  {},
  {
    ...FILTER,
    path: say('Part of path and query, in letters of either case.', textUpTo(500)),
    subject_type: say('Type of the data subject; `person` where it is left out.', textUpTo(64)),
    subject: say('A data subject, exactly.', textUpTo(1000)),
    before: say('The `next` of the page before.', CURSOR),
    limit: say('1 to 200; 50 where it is left out.', LIMIT),
  },
);

/** `GET /api/activity/timeline` */
export const TIMELINE_ASKED = object(
  {},
  { ...FILTER, buckets: say('1 to 500; 60 where it is left out.', BUCKETS) },
);

/** `GET /api/sessions` */
export const SESSIONS_ASKED = object({}, { before: CURSOR, limit: LIMIT });

/** `GET /api/sessions/{id}` */
export const SESSION_ASKED = object({}, { after: CURSOR, limit: LIMIT });

export const BY_ID = object({ id: UUID });

const ACTOR = object({ subject: TEXT }, { issuer: TEXT });
export const IDENTITY = object(
  { issuer: TEXT, subject: TEXT },
  { client_id: TEXT, actors: list(ACTOR) },
);
const ACCOUNT = object({ issuer: TEXT, subject: TEXT });
export const BUNDLE_REF = object({ revision: TEXT, digest: TEXT });

export const ROW = object(
  { id: TEXT, seq: SEQ, at: TIME, session: TEXT, reasons: TEXTS, masks: COUNT, state: STATE },
  {
    identity: IDENTITY,
    connection: TEXT,
    method: TEXT,
    path: TEXT,
    action: ACTION,
    purpose: TEXT,
    code: TEXT,
    status: COUNT,
    approval: TEXT,
    duration_ms: NUMBER,
    erased: YES,
  },
);

export const PAGE = object({ requests: list(ROW) }, { next: TEXT, behind: COUNT });

export const TIMELINE = object(
  {
    from: TIME,
    to: TIME,
    buckets: list(
      object({ at: TIME, allow: COUNT, mask: COUNT, deny: COUNT, approve: COUNT, refused: COUNT }),
    ),
  },
  { behind: COUNT },
);

const CONTENT = object({ bytes: COUNT }, { text: TEXT, base64: TEXT, truncated: YES });
const STEP = object({ step: TEXT, at: TIME }, { ms: NUMBER, seq: SEQ, by: ACCOUNT, detail: TEXT });
const MASK = object(
  { with: TEXT, count: COUNT },
  { path: TEXT, inner: TEXT, header: TEXT, cookie: TEXT, detect: TEXT, at: TEXTS },
);
const PROOF = object(
  {
    tree_size: COUNT,
    root: TEXT,
    checkpoint: TEXT,
    entries: list(object({ seq: SEQ, type: TEXT, leaf: TEXT, path: TEXTS })),
  },
  { unsigned: list(SEQ) },
);

export const DETAIL = object(
  { row: ROW, steps: list(STEP), masks: list(MASK) },
  {
    input: say('What the policy was asked: schemas/input.json.', ANY_OBJECT),
    decision: say('What it answered: schemas/decision.json.', ANY_OBJECT),
    detail: TEXT,
    approval: object({ id: TEXT }, { state: TEXT, reason: TEXT, break_glass: YES }),
    request: object({ method: TEXT, host: TEXT, target: TEXT, headers: TEXT_MAP }),
    request_body: CONTENT,
    response: object(
      {
        status: COUNT,
        headers: list({ type: 'array', items: TEXT, minItems: 2, maxItems: 2 }),
        bytes: COUNT,
      },
      { upstream_status: COUNT, body: CONTENT },
    ),
    bundle: BUNDLE_REF,
    proof: PROOF,
    erased: YES,
  },
);

const FIRED = object(
  {
    rule: TEXT,
    said: list(object({ reasons: TEXTS }, { action: TEXT })),
    at: list(object({ file: TEXT }, { line: COUNT })),
  },
  { title: TEXT, description: TEXT },
);

export const RULES = object(
  { state: oneOf('evaluated', 'not-asked', 'failed') },
  { detail: TEXT, fired: list(FIRED), silent: TEXTS },
);

const SESSION = object(
  { id: TEXT, started_at: TIME, last_at: TIME, requests: COUNT, denied: COUNT, masked: COUNT },
  { identity: IDENTITY },
);

export const SESSION_PAGE = object({ sessions: list(SESSION) }, { next: TEXT });
export const SESSION_DETAIL = object({ session: SESSION, requests: list(ROW) }, { next: TEXT });

/** `path=false` leaves the paths out. */
export const EVENTS_ASKED = object({}, { path: oneOf('true', 'false') });
