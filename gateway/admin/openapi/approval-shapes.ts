/** Schemas of approvals, passkeys and delegations. */
import { BUNDLE_REF } from './activity-shapes.ts';
import {
  ANY_OBJECT,
  COUNT,
  FLAG,
  list,
  object,
  say,
  TEXT,
  TEXT_MAP,
  TEXTS,
  TIME,
  YES,
} from './shapes.ts';

const ACCOUNT = object({ issuer: TEXT, subject: TEXT });
const ACTOR = object({ subject: TEXT }, { issuer: TEXT });
const REQUESTER = object(
  { issuer: TEXT, subject: TEXT, actors: list(ACTOR), groups: TEXTS },
  { client_id: TEXT },
);
const STEP_UP = say('What is needed to decide.', ANY_OBJECT);
const RIGHTS = object(
  { decide: FLAG, revoke: FLAG, review: FLAG, see_body: FLAG },
  { step_up: STEP_UP, on_behalf_of: ACCOUNT },
);
const VOTE = object(
  { by: ACCOUNT, at: TIME },
  { on_behalf_of: ACCOUNT, reason: TEXT, passkey: YES },
);
const BODY = object({}, { text: TEXT, base64: TEXT, hidden: YES, masked: YES });
const SUMMARY = object(
  {
    method: TEXT,
    host: TEXT,
    target: TEXT,
    headers: TEXT_MAP,
    connection: TEXT,
    identity: REQUESTER,
    decision: say('What the policy decided: schemas/decision.json.', ANY_OBJECT),
    bundle: BUNDLE_REF,
  },
  { body: BODY, asked: object({}, { justification: TEXT, purpose: TEXT }) },
);

export const APPROVAL = object(
  {
    id: TEXT,
    state: TEXT,
    binding: TEXT,
    decision_id: TEXT,
    demand: say('What the policy demands: schemas/decision.json, `approval`.', ANY_OBJECT),
    asked_at: TIME,
    decide_by: TIME,
    approvals: list(VOTE),
    quorum: COUNT,
    risk: COUNT,
    summary: SUMMARY,
  },
  {
    bound: TEXT,
    use_by: TIME,
    decided_at: TIME,
    by: ACCOUNT,
    reason: TEXT,
    cause: TEXT,
    justification: TEXT,
    purpose: TEXT,
    break_glass: YES,
    review: object({ state: TEXT }, { by: ACCOUNT, at: TIME, reason: TEXT }),
    precondition: object({ demand: ANY_OBJECT, value: TEXT }),
    may: RIGHTS,
  },
);

export const APPROVALS = object({ approvals: list(APPROVAL) });

const PASSKEY = object({ id: TEXT, name: TEXT, made_at: TIME });
export const ONE_PASSKEY = PASSKEY;
export const PASSKEYS = object({ passkeys: list(PASSKEY) });
/** What a browser is asked, as WebAuthn has it. */
export const BROWSER_OPTIONS = say('Options of WebAuthn, for the browser.', ANY_OBJECT);

const DELEGATION = object(
  { id: TEXT, from: ACCOUNT, to: ACCOUNT, made_at: TIME, until: TIME },
  { reason: TEXT },
);
export const ONE_DELEGATION = DELEGATION;
export const DELEGATIONS = object({ delegations: list(DELEGATION) });
