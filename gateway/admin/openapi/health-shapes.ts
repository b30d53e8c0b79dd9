/** Schemas of health and readiness; their types are in contract.ts. */
import { BUNDLE_REF } from './activity-shapes.ts';
import {
  ANY_OBJECT,
  COUNT,
  FLAG,
  list,
  object,
  oneOf,
  TEXT,
  TEXTS,
  TIME,
  YES,
  type Shape,
} from './shapes.ts';

const CONNECTION = object(
  {
    name: TEXT,
    url: TEXT,
    state: oneOf('ok', 'failing', 'unknown'),
    requests: COUNT,
    failed: COUNT,
  },
  { last_ok: TIME, last_error: object({ at: TIME, code: TEXT }) },
);

const SUPPLY = object(
  { kind: oneOf('channel', 'file', 'none'), stale: FLAG, expired: FLAG },
  {
    url: TEXT,
    active: BUNDLE_REF,
    last_contact: TIME,
    last_activation: TIME,
    expires: TIME,
    refusal: object({ code: TEXT, detail: TEXT }),
    fault: TEXT,
  },
);

const WITNESS = object(
  { name: TEXT, size: { type: 'integer', minimum: -1 }, split: FLAG },
  { url: TEXT, error: TEXT },
);

const UPLOAD: Shape = {
  type: 'object',
  properties: { last_upload: TIME, fault: TEXT, behind: COUNT },
  additionalProperties: COUNT,
};

const SHADOW = object(
  { results: { type: 'object', additionalProperties: COUNT }, waiting: COUNT },
  {
    candidate: BUNDLE_REF,
    last_contact: TIME,
    last_activation: TIME,
    refusal: object({ code: TEXT, detail: TEXT }),
    fault: TEXT,
    crash: TEXT,
  },
);

export const HEALTH = object(
  {
    gateway: object({ id: TEXT, version: TEXT, started_at: TIME, ready: FLAG, lacks: TEXTS }),
    connections: list(CONNECTION),
    issuers: list(object({ issuer: TEXT, ready: FLAG }, { keys: COUNT, refreshed_at: TIME })),
    supply: SUPPLY,
    ledger: object(
      { writable: FLAG, lag: COUNT, size: COUNT, signed: COUNT, witnesses: list(WITNESS) },
      { error: TEXT, since: TIME, checkpoint_at: TIME },
    ),
    approvals: object({ pending: COUNT, held: COUNT }),
    activity: object({ state: oneOf('ok', 'behind', 'failing'), behind: COUNT }, { error: TEXT }),
    notifications: list(
      object(
        {
          channel: TEXT,
          kind: oneOf('webhook', 'slack', 'email'),
          ok: COUNT,
          failed: COUNT,
          dead: COUNT,
          queued: COUNT,
        },
        { last_error: TEXT, disabled: YES },
      ),
    ),
  },
  { reporting: object({}, { decision_logs: UPLOAD, status: UPLOAD }), shadow: SHADOW },
);

export const READY = object({ status: TEXT, lacks: TEXTS, bundle: BUNDLE_REF });

export const STATUS = object(
  {
    labels: object({ id: TEXT, version: TEXT }),
    bundles: { type: 'object', additionalProperties: ANY_OBJECT },
  },
  { shadow: ANY_OBJECT, reporting: ANY_OBJECT },
);
