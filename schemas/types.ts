/* Made from the JSON Schemas beside it by `npm run schemas`. Do not edit. */

/**
 * What a policy is asked: `input` in Rego. Written by Regent for each request, never by the agent.
 */
export interface PolicyInput {
  identity: IdentityInput;
  connection: ConnectionInput;
  request: RequestInput;
  time: TimeInput;
  gateway: GatewayInput;
  trace: TraceInput;
}
/**
 * Who asks, as the verified token says.
 */
export interface IdentityInput {
  /**
   * The token's `iss`.
   */
  issuer: string;
  /**
   * The token's `sub`.
   */
  subject: string;
  /**
   * The token's `client_id` or `azp`, where it has one.
   */
  client_id?: string;
  /**
   * The `act` chain (RFC 8693 section 4.1), current actor first; empty where the subject acts for itself.
   */
  actors: ActorInput[];
  /**
   * The groups claim (`groups_claim` of the issuer's configuration), sorted, without repeats.
   */
  groups: string[];
  /**
   * The token's `jti`, where it has one.
   */
  token_id?: string;
  /**
   * The token's `exp`, seconds since the epoch.
   */
  expires_at: number;
  kubernetes?: KubernetesInput;
}
export interface ActorInput {
  /**
   * `act.sub`.
   */
  subject: string;
  /**
   * `act.iss`, where given.
   */
  issuer?: string;
}
/**
 * For a Kubernetes service-account token: its `kubernetes.io` claims.
 */
export interface KubernetesInput {
  namespace: string;
  service_account: string;
  pod?: string;
}
/**
 * The configured connection that the request matched.
 */
export interface ConnectionInput {
  /**
   * The connection's name in regent.yaml.
   */
  name: string;
}
/**
 * The canonical request: exactly what the upstream gets if the policy lets it pass.
 */
export interface RequestInput {
  /**
   * Upper case, such as `GET`.
   */
  method: string;
  /**
   * The authority that the agent asked for, lower case, with the port if it named one.
   */
  host: string;
  /**
   * Canonical path in the upstream's terms (the connection's prefix is gone), percent-encoded, starting with `/`.
   */
  path: string;
  /**
   * The path's segments, percent-decoded. `/customers/17` is `["customers", "17"]`; a trailing slash adds an empty last one.
   */
  segments: string[];
  /**
   * Query parameters, decoded (`+` is a space); each name has the list of its values in order.
   */
  query: {
    [k: string]: string[];
  };
  /**
   * The query as it is forwarded, without `?`; empty where there is none.
   */
  query_string: string;
  /**
   * The headers that are forwarded (the connection's allow-list), names in lower case; list-valued headers joined with `, `.
   */
  headers: {
    [k: string]: string;
  };
  /**
   * The parsed JSON body, where the connection says `request_body: json` and there is one. Numbers keep every digit.
   */
  body?: unknown;
}
/**
 * When the gateway asked, in UTC. Wasm policies have no clock of their own.
 */
export interface TimeInput {
  rfc3339: string;
  /**
   * Milliseconds since the epoch.
   */
  unix_ms: number;
  weekday: 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
  hour: number;
  minute: number;
}
/**
 * The gateway instance that asks.
 */
export interface GatewayInput {
  /**
   * `gateway.id` of the configuration.
   */
  id: string;
  /**
   * Regent's version.
   */
  version: string;
}
/**
 * W3C Trace Context: the caller's trace continued, or a new one.
 */
export interface TraceInput {
  /**
   * 32 lower-case hex digits.
   */
  trace_id: string;
}

/**
 * Where a secret is read from: an environment variable, or a file that is read again when it changes. A trailing line feed is not part of it.
 */
export type SecretSource =
  | {
      env: string;
    }
  | {
      file: string;
    };
/**
 * Such as `500ms`, `30s`, `15m`, `1h`.
 */
export type Duration = string;
/**
 * Such as `512B`, `64KiB`, `1MiB`, `1GiB`.
 */
export type Size = string;

/**
 * regent.yaml. Any string may hold `${NAME}`, which is replaced by that environment variable. Relative file names are relative to the configuration file.
 */
export interface ConfigFile {
  gateway: GatewaySection;
  limits?: LimitsSection;
  identity: IdentitySection;
  policy: PolicySection;
  approvals?: ApprovalsSection;
  redaction?: RedactionSection;
  ledger?: LedgerSection;
  log?: LogSection;
  /**
   * @minItems 1
   */
  connections: ConnectionSection[];
}
export interface GatewaySection {
  /**
   * Name of this instance, in every ledger entry and policy input.
   */
  id: string;
  listen: ListenerSection;
  admin: ListenerSection;
  /**
   * Directory of the ledger and the approvals.
   */
  state_dir: string;
  /**
   * How long requests in flight may take to end after SIGTERM.
   */
  drain_timeout?: string;
}
export interface ListenerSection {
  /**
   * Address to listen on.
   */
  host?: string;
  /**
   * 0 takes a free one.
   */
  port: number;
  tls?: ListenerTls;
}
/**
 * PEM files. Without it the listener speaks plain HTTP, which is for loopback and for a TLS proxy in front.
 */
export interface ListenerTls {
  cert: string;
  key: string;
}
/**
 * What a request may measure.
 */
export interface LimitsSection {
  header_count?: number;
  /**
   * All header lines and the request line together.
   */
  header_bytes?: string;
  /**
   * Length of the request target.
   */
  target_bytes?: string;
  /**
   * A body that a policy or an approver sees.
   */
  body_bytes?: string;
  /**
   * Nesting of a JSON body.
   */
  json_depth?: number;
  /**
   * How long a client may take to send a request.
   */
  request_timeout?: string;
}
export interface IdentitySection {
  /**
   * @minItems 1
   */
  issuers: IssuerSection[];
}
/**
 * Whose tokens are believed. The keys come from `jwks_file`, else `jwks_url`, else OpenID Connect discovery.
 */
export interface IssuerSection {
  /**
   * Must equal the token's `iss`.
   */
  issuer: string;
  /**
   * One of these must be in an agent's token's `aud`.
   *
   * @minItems 1
   */
  audience: string[];
  /**
   * One of these must be in `aud` of a token for the admin API. Without it this issuer's tokens are not accepted there.
   *
   * @minItems 1
   */
  admin_audience?: string[];
  jwks_url?: string;
  jwks_file?: string;
  /**
   * Asymmetric algorithms only.
   *
   * @minItems 1
   */
  algorithms?: (
    | 'EdDSA'
    | 'Ed25519'
    | 'ES256'
    | 'ES384'
    | 'ES512'
    | 'PS256'
    | 'PS384'
    | 'PS512'
    | 'RS256'
    | 'RS384'
    | 'RS512'
  )[];
  /**
   * Accepted `typ` headers, without `application/`, in lower case. `at+jwt` is RFC 9068's.
   *
   * @minItems 1
   */
  types?: string[];
  /**
   * Such as `500ms`, `30s`, `15m`, `1h`.
   */
  clock_tolerance?: string;
  /**
   * `exp` minus `iat` may not be more; a long-lived token is refused.
   */
  max_lifetime?: string;
  /**
   * Claims that must be there besides `iss`, `sub`, `aud`, `exp`, `iat`.
   */
  required_claims?: string[];
  groups_claim?: string;
  /**
   * While the issuer is unreachable its last known keys serve until they are this old; then requests get 503.
   */
  keys_max_age?: string;
}
/**
 * Where the policy comes from: `bundle` or `service`, and what it may use.
 */
export interface PolicySection {
  /**
   * The bundle's file (`bundle.tar.gz` as `opa build -t wasm` makes it), read once at the start.
   */
  bundle?: string;
  service?: PolicyServiceSection;
  /**
   * Work that one evaluation may do, counted in loop turns and function calls of the policy; past it the request is denied.
   */
  max_steps?: number;
  /**
   * Memory of the policy's evaluation, its data included.
   */
  max_memory?: string;
}
/**
 * A channel of a bundle server, followed: a new bundle that one of the keys signed decides as soon as it is there.
 */
export interface PolicyServiceSection {
  /**
   * URL of the bundle, such as `https://bundles.internal/bundles/production.tar.gz`.
   */
  url: string;
  /**
   * The scope that the signature must have; none where it is absent.
   */
  scope?: string;
  /**
   * Whose signatures count. Several at once while a key is replaced; a key is revoked by taking it out.
   *
   * @minItems 1
   */
  keys: PolicyKeySection[];
  token?: SecretSource;
  /**
   * How long the server may hold a request until there is something new.
   */
  wait?: string;
  /**
   * How often a server that does not hold requests is asked.
   */
  poll?: string;
  /**
   * After so long without an answer of the server the gateway is not ready.
   */
  max_age?: string;
  /**
   * Whether the last bundle goes on deciding past `max_age`.
   */
  when_stale?: 'serve' | 'deny';
}
export interface PolicyKeySection {
  /**
   * What signatures call the key.
   */
  id: string;
  algorithm: 'EdDSA' | 'ES256' | 'RS256' | 'PS256';
  /**
   * PEM file of the public key.
   */
  file: string;
}
export interface ApprovalsSection {
  /**
   * How long a request that needs approval is held before it is refused for now.
   */
  hold?: string;
  /**
   * How many requests may be held at once.
   */
  max_held?: number;
  /**
   * Told to the agent when an approval is missing; `{id}` is the approval's id.
   */
  instructions?: string;
}
/**
 * `pseudonym_key` keys `pseudonym` masks and has at least 32 bytes; without it such a mask is refused.
 */
export interface RedactionSection {
  pseudonym_key?: SecretSource;
}
export interface LedgerSection {
  /**
   * A segment file is closed past this size.
   */
  segment_bytes?: string;
  /**
   * Refusals before identification that are recorded one by one in each second; the rest are counted in one entry.
   */
  refusals_per_second?: number;
}
export interface LogSection {
  level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}
/**
 * An internal service behind the gateway.
 */
export interface ConnectionSection {
  name: string;
  match: ConnectionMatch;
  /**
   * URL of the service; a path in it is put before the request's.
   */
  upstream: string;
  /**
   * `http:` to another machine is refused unless this says otherwise.
   */
  allow_plaintext?: boolean;
  tls?: UpstreamTls;
  timeouts?: UpstreamTimeouts;
  /**
   * Sockets to the upstream.
   */
  max_connections?: number;
  /**
   * Headers that the gateway adds for the upstream; the agent never sees them.
   */
  credentials?: CredentialSection[];
  /**
   * Request headers that are forwarded besides the standard ones; all others are dropped.
   */
  headers?: string[];
  /**
   * `json`: a body must be JSON, and the policy sees it. `stream`: a body passes unread, and the policy does not see it.
   */
  request_body?: 'json' | 'stream';
  /**
   * `%2F` may stand inside a path segment.
   */
  allow_encoded_slash?: boolean;
  /**
   * `;` may stand in the path and the query.
   */
  allow_semicolon?: boolean;
  /**
   * Size, decompressed, of a response that can be masked; a larger one is refused under a mask.
   */
  response_limit?: string;
}
/**
 * Which requests are for it. The longest prefix wins, and a match with host over one without.
 */
export interface ConnectionMatch {
  /**
   * The request's host, without port, in lower case.
   */
  host?: string;
  /**
   * Whole leading segments, such as `/crm`. They are taken off: policy and upstream see the rest.
   */
  path_prefix?: string;
}
/**
 * PEM files. Verification cannot be switched off: name the private CA instead.
 */
export interface UpstreamTls {
  ca?: string;
  cert?: string;
  key?: string;
  server_name?: string;
}
export interface UpstreamTimeouts {
  /**
   * Such as `500ms`, `30s`, `15m`, `1h`.
   */
  connect?: string;
  /**
   * Until the upstream's response head, and between any two pieces of its body.
   */
  response?: string;
}
export interface CredentialSection {
  header: string;
  /**
   * Put before the value, such as `Bearer `.
   */
  prefix?: string;
  value: SecretSource;
}

/**
 * One line of the ledger. `prev` is the SHA-256 of the line before it, so that a change anywhere breaks the chain.
 */
export type LedgerEntry = {
  /**
   * Format version.
   */
  v: 1;
  /**
   * Position in the ledger, from 0.
   */
  seq: number;
  /**
   * SHA-256, in hex, of the bytes of the line before (without its line feed); 64 zeros for the first.
   */
  prev: string;
  /**
   * RFC 3339, UTC, milliseconds.
   */
  time: string;
  type: EntryType;
  data: unknown;
};
export type EntryType =
  | 'start'
  | 'stop'
  | 'recovered'
  | 'gap'
  | 'intent'
  | 'outcome'
  | 'refusal'
  | 'refusals'
  | 'approval'
  | 'bundle';
/**
 * The decision id: a UUID (RFC 9562, version 7), also in the answer's `X-Regent-Decision-Id`.
 */
export type DecisionId = string;
/**
 * What a policy answers at `data.regent.decision`. Anything not of this shape is a deny with reason `policy-invalid`.
 */
export type Decision = {
  action: Action;
  /**
   * Stable codes of the rules that spoke, for metrics and audit.
   *
   * @maxItems 32
   */
  reasons: string[];
  /**
   * One sentence for the person or agent that is refused.
   */
  message?: string;
  /**
   * What is masked in the response.
   *
   * @minItems 1
   * @maxItems 256
   */
  masks?: Mask[];
  approval?: ApprovalDemand;
  /**
   * The purpose of the processing (GDPR Article 5(1)(b)), such as `support-ticket`.
   */
  purpose?: string;
  /**
   * The legal basis (GDPR Article 6), such as `contract`.
   */
  legal_basis?: string;
};
/**
 * `mask` is allow with masks; `approve` may carry masks too.
 */
export type Action = 'allow' | 'deny' | 'mask' | 'approve';
/**
 * Which values of the JSON response are masked, and how.
 */
export type Mask = {
  /**
   * RFC 9535 JSONPath.
   */
  path: string;
  with: MaskMethod;
  /**
   * For `redact`: the text instead; `[redacted]` if absent.
   */
  text?: string;
  /**
   * For `partial`: how many leading characters stay.
   */
  keep_first?: number;
  /**
   * For `partial`: how many trailing characters stay.
   */
  keep_last?: number;
  /**
   * `rfc9535` if absent. `jsonpath-plus` allows the parent operator `^`, and then a mask that matches nothing is an error.
   */
  dialect?: 'rfc9535' | 'jsonpath-plus';
};
/**
 * `redact`: a text instead. `remove`: the member or element goes. `null`: null instead. `partial`: a few characters stay. `pseudonym`: a keyed token, the same for the same value.
 */
export type MaskMethod = 'redact' | 'remove' | 'null' | 'partial' | 'pseudonym';
export type ApprovalState = 'pending' | 'granted' | 'denied' | 'expired' | 'consumed';
export type BundleState = 'activated' | 'refused';

/**
 * A gateway began to write here.
 */
export interface StartData {
  gateway: string;
  version: string;
  bundle: BundleRef;
}
/**
 * The bundle that decided.
 */
export interface BundleRef {
  /**
   * The manifest's revision.
   */
  revision: string;
  /**
   * `sha256:` and the hex digest of the bundle's bytes.
   */
  digest: string;
}
/**
 * The gateway drained and ended.
 */
export interface StopData {
  gateway: string;
}
/**
 * What was found at start after a crash.
 */
export interface RecoveredData {
  /**
   * Length of the unfinished last line that was cut off.
   */
  torn_bytes: number;
  /**
   * How many intents had no outcome; each is closed by an outcome with error `interrupted`.
   */
  interrupted: number;
}
/**
 * The disk failed for a while. Nothing was forwarded meanwhile.
 */
export interface GapData {
  /**
   * When it began, RFC 3339.
   */
  from: string;
  /**
   * The operating system's error code, such as `ENOSPC`.
   */
  error: string;
  /**
   * How many entries could not be written.
   */
  rejected: number;
}
/**
 * What is about to be forwarded, durable before the upstream is called.
 */
export interface IntentData {
  id: DecisionId;
  trace_id: string;
  identity: RecordedIdentity;
  connection: string;
  request: RecordedRequest;
  decision: Decision;
  bundle: BundleRef;
  /**
   * Id of the approval that this request consumed.
   */
  approval?: string;
}
export interface RecordedIdentity {
  issuer: string;
  subject: string;
  actors: {
    subject: string;
    issuer?: string;
  }[];
  groups: string[];
  token_id?: string;
  /**
   * SHA-256, in hex, of the token: it names the token and cannot be used as one.
   */
  token_sha256: string;
}
export interface RecordedRequest {
  method: string;
  host: string;
  /**
   * Canonical path and query, as forwarded.
   */
  target: string;
  /**
   * Length of the body, where it was read before the decision.
   */
  body_bytes?: number;
  body_sha256?: string;
}
/**
 * Who must say yes before the request passes.
 */
export interface ApprovalDemand {
  /**
   * A member of any of these groups may decide.
   *
   * @minItems 1
   * @maxItems 16
   */
  groups: string[];
  /**
   * How many people must agree. More than one is not supported yet, and is refused rather than ignored.
   */
  quorum?: 1;
  /**
   * How long the approval stands, from when it is asked, such as `15m`; `15m` if absent.
   */
  expires_in?: string;
}
/**
 * What was delivered, durable before the answer's last byte.
 */
export interface OutcomeData {
  id: DecisionId;
  /**
   * Status that the agent got; 0 where it got none.
   */
  status: number;
  /**
   * Status that the upstream gave, where it answered.
   */
  upstream_status?: number;
  /**
   * Each mask of the decision and how many values it hit.
   */
  masks: MaskHits[];
  /**
   * Length of the delivered body.
   */
  bytes: number;
  /**
   * SHA-256, in hex, of the delivered body; absent where it was cut off.
   */
  body_sha256?: string;
  /**
   * From the accepted request to this entry.
   */
  duration_ms: number;
  /**
   * Error code, where the way did not end well; `interrupted` where the gateway ended before it.
   */
  error?: string;
}
export interface MaskHits {
  path: string;
  with: string;
  count: number;
}
/**
 * A request that was not forwarded.
 */
export interface RefusalData {
  id: DecisionId;
  /**
   * Regent's error code.
   */
  code: string;
  status: number;
  /**
   * The peer's address.
   */
  client: string;
  detail?: string;
  identity?: RecordedIdentity;
  connection?: string;
  request?: RecordedRequest;
  decision?: Decision;
  bundle?: BundleRef;
  /**
   * Id of the approval that is waited for, or that was denied or expired.
   */
  approval?: string;
}
/**
 * Refusals before identification beyond the first of a second, counted.
 */
export interface RefusalsData {
  from: string;
  to: string;
  /**
   * How many, by error code.
   */
  counts: {
    [k: string]: number;
  };
}
/**
 * One step of an approval.
 */
export interface ApprovalData {
  /**
   * The approval's id.
   */
  approval: string;
  id: DecisionId;
  state: ApprovalState;
  /**
   * SHA-256, in hex, over the canonical form (RFC 8785) of what is approved.
   */
  binding: string;
  by?: ApprovedBy;
  reason?: string;
}
/**
 * Who decided.
 */
export interface ApprovedBy {
  issuer: string;
  subject: string;
}
/**
 * A bundle that was offered to the gateway, and what became of it.
 */
export interface BundleData {
  state: BundleState;
  bundle?: BundleRef;
  /**
   * Of the manifest's metadata.
   */
  sequence?: number;
  /**
   * Id of the key that signed it.
   */
  signed_by?: string;
  /**
   * RFC 3339.
   */
  expires?: string;
  /**
   * Why it was refused.
   */
  code?: string;
  detail?: string;
}
