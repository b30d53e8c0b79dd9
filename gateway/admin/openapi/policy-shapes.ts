/** Schemas of policies; their types are in contract.ts. */
import { BUNDLE_REF } from './activity-shapes.ts';
import {
  COUNT,
  COUNT_MAP,
  FLAG,
  list,
  object,
  oneOf,
  say,
  TEXT,
  TEXTS,
  textUpTo,
  TIME,
} from './shapes.ts';

const REF = BUNDLE_REF['properties'] as Record<string, typeof TEXT>;
const ABOUT = {
  activated_at: TIME,
  sequence: COUNT,
  created: TIME,
  expires: TIME,
  signed_by: TEXT,
  source: object({ repository: TEXT, commit: TEXT }),
  test_report: say('Hex SHA-256 of the test report.', TEXT),
  promoted_by: TEXT,
};
const REVISION = object(REF, ABOUT);
const FAULT = object({ code: TEXT, detail: TEXT });
const ANSWER = object(
  { action: oneOf('allow', 'deny', 'mask', 'approve'), reasons: TEXTS },
  { fault: TEXT },
);
const CURRENT = object({ revision: TEXT, digest: TEXT, sequence: COUNT });

const CHANGE = {
  by: TEXT,
  reason: TEXT,
  allowed_by: TEXTS,
  revision: TEXT,
  digest: TEXT,
  sequence: COUNT,
  signed_by: TEXT,
  origin: object({ channel: TEXT, digest: TEXT }),
  removed: TIME,
};

export const POLICIES = object(
  {
    refused: list(object({ at: TIME, code: TEXT, detail: TEXT }, { revision: TEXT })),
    history: list(
      object(
        {
          at: TIME,
          action: oneOf('publish', 'promote', 'rollback', 'activated', 'refused'),
        },
        CHANGE,
      ),
    ),
    differences: list(
      object(
        { kind: TEXT, count: COUNT },
        { example: object({ id: TEXT, at: TIME, active: ANSWER, shadow: ANSWER }) },
      ),
    ),
    can_promote: FLAG,
  },
  {
    active: REVISION,
    previous: REVISION,
    shadow: object(
      { ...REF, results: COUNT_MAP, waiting: COUNT },
      { ...ABOUT, crash: TEXT, refusal: FAULT, fault: TEXT },
    ),
    channel: object({ service: TEXT, name: TEXT }, { current: CURRENT, fault: TEXT }),
    candidate: object({ name: TEXT }, { current: CURRENT }),
    promote_fault: TEXT,
    rollback_command: TEXT,
  },
);

export const CHANGED = object({ at: TIME, action: oneOf('promote', 'rollback') }, CHANGE);

export const PROMOTE = object({
  revision: say('Revision or digest of what the candidate’s channel has.', textUpTo(200)),
  reason: textUpTo(1000),
});

export const ROLLBACK = object(
  {
    revision: say('Revision or digest of the channel’s history.', textUpTo(200)),
    reason: textUpTo(1000),
  },
  { bundle: say('The bundle, signed anew, in base64.', { type: 'string', minLength: 1 }) },
);
