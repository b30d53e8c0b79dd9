/**
 * What the API behind the page answers: types alone, for whoever calls it. `GET /api/docs` has the same in OpenAPI.
 * Times are RFC 3339 in UTC, durations milliseconds, sizes bytes. Errors are `application/problem+json` (RFC 9457).
 */
import type {
  Action,
  ApprovalState,
  BundleRef,
  Decision,
  MaskHits,
  PolicyInput,
  SessionIdentity,
} from '../../schemas/types.ts';

/** An error's answer. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** Stable, of the closed list in gateway/errors.ts. */
  code: string;
  detail: string;
  /** The request's id, which is in the gateway's log too. */
  decision_id: string;
  reasons?: string[];
}

/** `interrupted`: the gateway ended before the request did. */
export type RequestState = 'open' | 'done' | 'refused' | 'interrupted';

/** What became of a request, as a chart colours it; `refused`: not by the policy's decision. */
export type RequestKind = Action | 'refused';

// ---------------------------------------------------------------- activity

/** `GET /api/activity`: what is asked for. All members must hold. */
export interface ActivityQuery {
  /** Part of the issuer or subject of who asked, or of one of its actors; letters of either case. */
  identity?: string;
  connection?: string;
  action?: Action;
  /** A reason code of the policy, or an error code of the gateway. */
  reason?: string;
  /** Part of the target (path and query); opened from what is sealed, newest first, so an answer may be short and have `next`. */
  path?: string;
  /** With `subject`; `person` where it is left out, as in a policy's `subjects`. */
  subject_type?: string;
  /** A data subject's value, exactly. */
  subject?: string;
  state?: RequestState;
  session?: string;
  /** Id of an approval. */
  approval?: string;
  from?: string;
  to?: string;
  /** The `next` of the page before. */
  before?: string;
  /** 1 to 200; 50. */
  limit?: number;
}

/** One request, as a list has it. */
export interface ActivityRow {
  /** Decision id. */
  id: string;
  /** Of its first entry in the ledger. */
  seq: number;
  at: string;
  session: string;
  /** Absent where it was refused before it was known who asks. */
  identity?: SessionIdentity;
  connection?: string;
  method?: string;
  /** Path and query as forwarded; absent where it is erased, or was not understood. */
  path?: string;
  /** What the policy decided; absent where it was not asked. */
  action?: Action;
  reasons: string[];
  purpose?: string;
  /** Error code, of a refusal or of an answer that did not end well. */
  code?: string;
  /** That the agent got; 0 where it got none. */
  status?: number;
  /** Values that masks hit. */
  masks: number;
  approval?: string;
  duration_ms?: number;
  state: RequestState;
  /** Its keys are erased: what is sealed cannot be read any more by anybody. */
  erased?: true;
}

/** `GET /api/activity` */
export interface ActivityPage {
  /** Newest first. */
  requests: ActivityRow[];
  /** For `before`; absent where there is no more. */
  next?: string;
  /** Entries of the ledger that the index has yet to read; absent where it is up to date. */
  behind?: number;
}

/** One bar of the chart. */
export interface TimelineBucket {
  /** Where it begins. */
  at: string;
  allow: number;
  mask: number;
  deny: number;
  approve: number;
  refused: number;
}

/** `GET /api/activity/timeline`: the same filters without `path` and `subject`, and `buckets` (1 to 500; 60). Without `from` the last 24 hours, or since the first request. */
export interface Timeline {
  from: string;
  to: string;
  /** All of them, empty ones too, oldest first. */
  buckets: TimelineBucket[];
  behind?: number;
}

// `GET /api/activity/events` (server-sent events): event `activity` with an ActivityRow (without `path` where it is not
// wanted: `?path=false`), when a request is on record and again when its outcome is; event `lost` with {} where rows
// were left out because there were too many: ask anew.

/** A step of a request's way. */
export interface ActivityStep {
  /** `received`, `probed` (its detail: `asking` or `using`), `asked`, `pending` (a vote), `granted`, `denied`, `expired`, `withdrawn`, `revoked`, `voided`, `consumed`, `intended`, `answered`, `refused`, `interrupted`. */
  step: string;
  at: string;
  /** Since the step before. */
  ms?: number;
  /** Of its entry in the ledger; absent for `received`. */
  seq?: number;
  /** Who decided. */
  by?: { issuer: string; subject: string };
  detail?: string;
}

/** A rule that fired. */
export interface FiredRule {
  /** Name of its package below `regent.rules`. */
  rule: string;
  /** Of its package's `# METADATA`. */
  title?: string;
  description?: string;
  /** What it contributed. */
  said: { action?: string; reasons: string[] }[];
  /** Where, in the bundle; a file without a line where the optimiser has moved what fired, or it is not `decisions contains`. */
  at: { file: string; line?: number }[];
}

/** `GET /api/activity/{id}/rules`: what is on record evaluated again, with the very bundle and clock. */
export interface RulesFired {
  /** `not-asked`: the policy gave no decision, or what it was asked cannot be read any more. `failed`: it cannot be said which fired. */
  state: 'evaluated' | 'not-asked' | 'failed';
  /** Why it is not evaluated. */
  detail?: string;
  fired?: FiredRule[];
  /** Names of the rules that said nothing. */
  silent?: string[];
}

/** What a mask, header mask or detector hit. */
export interface MaskHit extends MaskHits {
  /** The first places, normalized paths (RFC 9535 section 2.7). */
  at?: string[];
}

/** A body as it can be shown; all are absent where it has none, or it was not recorded. */
export interface ShownContent {
  /** Where it is UTF-8. */
  text?: string;
  base64?: string;
  bytes: number;
  /** More was there than is shown. */
  truncated?: true;
}

/** That an entry is in the tree of the checkpoint: RFC 6962 section 2.1.1. */
export interface InclusionProof {
  seq: number;
  type: string;
  /** Leaf hash, base64. */
  leaf: string;
  /** Hashes, base64, from the leaf up. */
  path: string[];
}

/** Proofs of all entries of a request that the newest checkpoint covers. */
export interface ActivityProof {
  tree_size: number;
  /** Root, base64. */
  root: string;
  /** The signed note (C2SP tlog-checkpoint), with cosignatures. */
  checkpoint: string;
  entries: InclusionProof[];
  /** `seq` of entries that no checkpoint covers yet: ask again in a second. */
  unsigned?: number[];
}

/** `GET /api/activity/{id}` */
export interface ActivityDetail {
  row: ActivityRow;
  steps: ActivityStep[];
  /** What the policy was asked. */
  input?: PolicyInput;
  decision?: Decision;
  /** Why the gateway refused it. */
  detail?: string;
  masks: MaskHit[];
  approval?: { id: string; state?: ApprovalState; reason?: string; break_glass?: true };
  request?: { method: string; host: string; target: string; headers: Record<string, string> };
  request_body?: ShownContent;
  /** As it was delivered to the agent. */
  response?: {
    status: number;
    upstream_status?: number;
    headers: [name: string, value: string][];
    bytes: number;
    body?: ShownContent;
  };
  /** That decided. */
  bundle?: BundleRef;
  proof?: ActivityProof;
  erased?: true;
}

// ---------------------------------------------------------------- sessions

/** An agent's session. */
export interface SessionRow {
  id: string;
  /** Absent for the gateway's own, to which requests of unknown agents belong. */
  identity?: SessionIdentity;
  started_at: string;
  last_at: string;
  requests: number;
  /** Denied by the policy or refused otherwise. */
  denied: number;
  /** With at least one value masked. */
  masked: number;
}

/** `GET /api/sessions`: latest begun first. */
export interface SessionPage {
  sessions: SessionRow[];
  next?: string;
}

/** `GET /api/sessions/{id}?after=&limit=`: its requests in order, at most 200 in one answer. */
export interface SessionDetail {
  session: SessionRow;
  requests: ActivityRow[];
  /** For `after`. */
  next?: string;
}

// ---------------------------------------------------------------- policies

/** A bundle, with what is known of how it came. */
export interface PolicyRevision extends BundleRef {
  activated_at?: string;
  sequence?: number;
  created?: string;
  expires?: string;
  /** Id of the key. */
  signed_by?: string;
  source?: { repository: string; commit: string };
  /** Hex SHA-256 of the test report. */
  test_report?: string;
  /** Who put it into the channel, as the bundle server names them. */
  promoted_by?: string;
}

/** A change of the channel, from the bundle server's history, or an activation from the ledger where there is none. */
export interface PolicyChange {
  at: string;
  /** `activated` and `refused` are of the ledger, the others of the bundle server. */
  action: 'publish' | 'promote' | 'rollback' | 'activated' | 'refused';
  by?: string;
  reason?: string;
  allowed_by?: string[];
  revision?: string;
  digest?: string;
  sequence?: number;
  signed_by?: string;
  origin?: { channel: string; digest: string };
  /** When retention removed the bundle. */
  removed?: string;
}

/** What a candidate decides otherwise. */
export interface PolicyDifference {
  kind: string;
  count: number;
  /** Id of a request with such a difference, and both answers; absent where none was recorded one by one. */
  example?: {
    id: string;
    at: string;
    active: { action: Action; reasons: string[] };
    shadow: { action: Action; reasons: string[]; fault?: string };
  };
}

/** `GET /api/policies` */
export interface Policies {
  active?: PolicyRevision;
  previous?: PolicyRevision;
  shadow?: PolicyRevision & {
    results: Record<string, number>;
    waiting: number;
    crash?: string;
    refusal?: { code: string; detail: string };
    fault?: string;
  };
  /** Newest first, at most 50. */
  refused: { at: string; revision?: string; code: string; detail: string }[];
  /** Newest first, at most 200. */
  history: PolicyChange[];
  differences: PolicyDifference[];
  /** The channel that is followed; absent where policies are files. */
  channel?: {
    service: string;
    name: string;
    /** What it has, where the bundle server tells. */
    current?: { revision: string; digest: string; sequence: number };
    /** Why its history is not shown: the person may not see it, or it was not reached. */
    fault?: string;
  };
  /** The channel that a candidate comes from, and what it has: that may be promoted. */
  candidate?: { name: string; current?: { revision: string; digest: string; sequence: number } };
  /** There are a candidate, a channel and a token that can be passed on: whether it is allowed the bundle server decides. */
  can_promote: boolean;
  /** Why not; absent where it can. */
  promote_fault?: string;
  /** A roll back is signed anew, which only a holder of the policy key can: the command, without the key's options. */
  rollback_command?: string;
}

/** `POST /api/policies/promote`: puts what the candidate's channel has into the one that is followed. */
export interface PromoteBody {
  /** Revision or digest that the candidate's channel has: another one is refused. */
  revision: string;
  reason: string;
}

/** `POST /api/policies/rollback`: a bundle that was signed anew. */
export interface RollbackBody {
  /** Revision or digest of the channel's history whose content it is. */
  revision: string;
  reason: string;
  /** The signed bundle, base64; without it the answer is 409 `signature-needed`, whose detail has the command. */
  bundle?: string;
}

/** What a promotion or a roll back did. */
export type PolicyChanged = PolicyChange & { action: 'promote' | 'rollback' };

// ---------------------------------------------------------------- health

/** `GET /api/health` */
export interface Health {
  gateway: {
    id: string;
    version: string;
    started_at: string;
    ready: boolean;
    /** What it lacks to be ready; empty where it is. */
    lacks: string[];
  };
  connections: ConnectionHealth[];
  issuers: IssuerHealth[];
  supply: SupplyHealth;
  ledger: LedgerHealth;
  approvals: { pending: number; held: number };
  /** The index behind activity. */
  activity: { state: 'ok' | 'behind' | 'failing'; behind: number; error?: string };
  notifications: NotificationHealth[];
  reporting?: { decision_logs?: UploadHealth; status?: UploadHealth };
  shadow?: ShadowHealth;
}

/** What is uploaded elsewhere. */
export interface UploadHealth {
  last_upload?: string;
  fault?: string;
  /** Entries of the ledger that were not looked at yet; of decision logs. */
  behind?: number;
}

/** The candidate that is asked beside. */
export interface ShadowHealth {
  candidate?: BundleRef;
  last_contact?: string;
  last_activation?: string;
  /** Requests that were put to it since the start, by what came of it. */
  results: Record<string, number>;
  /** Requests that wait for it. */
  waiting: number;
  refusal?: { code: string; detail: string };
  fault?: string;
  /** Why its thread ended. */
  crash?: string;
}

/** An upstream, as the requests that were forwarded since the start found it. Nothing probes it. */
export interface ConnectionHealth {
  name: string;
  /** Origin of the upstream. */
  url: string;
  /** Of the last request; `unknown` before the first. */
  state: 'ok' | 'failing' | 'unknown';
  last_ok?: string;
  last_error?: { at: string; code: string };
  /** Forwarded since the start, and how many of them failed. */
  requests: number;
  failed: number;
}

/** An issuer of agents' tokens. */
export interface IssuerHealth {
  issuer: string;
  /** Its keys are known. */
  ready: boolean;
  /** How many. */
  keys?: number;
  refreshed_at?: string;
}

/** How policies come. */
export interface SupplyHealth {
  /** `file` of `regent dev` and `policy.bundle`. */
  kind: 'channel' | 'file' | 'none';
  url?: string;
  active?: BundleRef;
  last_contact?: string;
  last_activation?: string;
  expires?: string;
  stale: boolean;
  expired: boolean;
  refusal?: { code: string; detail: string };
  fault?: string;
}

/** The ledger and its witnesses. */
export interface LedgerHealth {
  writable: boolean;
  error?: string;
  since?: string;
  /** Entries on their way to the disk. */
  lag: number;
  /** Durable entries, and how many the newest checkpoint covers. */
  size: number;
  signed: number;
  checkpoint_at?: string;
  witnesses: { name: string; url?: string; size: number; error?: string; split: boolean }[];
}

/** A channel of notifications. */
export interface NotificationHealth {
  channel: string;
  kind: 'webhook' | 'slack' | 'email';
  /** Sent and failed attempts since the start, messages that were given up, and those that wait. */
  ok: number;
  failed: number;
  dead: number;
  queued: number;
  last_error?: string;
  /** The receiver is gone: nothing is sent until the configuration names another. */
  disabled?: true;
}
