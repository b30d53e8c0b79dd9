/* Made from the JSON Schemas beside it by `npm run schemas`. Do not edit. */

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
 * Where a secret is read from: an environment variable, or a file that is read again when it changes. A trailing line feed is not part of it.
 */
export type SecretSource1 =
  | {
      env: string;
    }
  | {
      file: string;
    };
/**
 * Where a secret is read from: an environment variable, or a file that is read again when it changes. A trailing line feed is not part of it.
 */
export type SecretSource2 =
  | {
      env: string;
    }
  | {
      file: string;
    };
/**
 * A key-encryption key: 32 bytes in base64 in a file or an environment variable, or a key of Vault.
 */
export type EvidenceKeySection =
  | {
      /**
       * Its name in the ledger. It stands for this key for ever: another key needs another name.
       */
      id: string;
      file: string;
    }
  | {
      /**
       * Its name in the ledger. It stands for this key for ever: another key needs another name.
       */
      id: string;
      env: string;
    }
  | {
      /**
       * Its name in the ledger. It stands for this key for ever: another key needs another name.
       */
      id: string;
      vault: VaultKeySection;
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
  console?: ConsoleSection;
  redaction?: RedactionSection;
  ledger?: LedgerSection;
  reporting?: ReportingSection;
  notifications?: NotificationsSection;
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
   * A claim that is the same for all accounts of a person, such as `email`: who has two accounts counts once. A person without it cannot decide.
   */
  person_claim?: string;
  /**
   * While the issuer is unreachable its last known keys serve until they are this old; then requests get 503.
   */
  keys_max_age?: string;
}
/**
 * Where the policy comes from (`bundle` or `service`), whom it must be signed by, and what it may use.
 */
export interface PolicySection {
  /**
   * The bundle's file (`bundle.tar.gz` as `opa build -t wasm` makes it), read once at the start.
   */
  bundle?: string;
  service?: PolicyServiceSection;
  trust?: PolicyTrustSection;
  shadow?: PolicyShadowSection;
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
 * A channel of a bundle server, followed: a new bundle that one of the trusted keys signed decides as soon as it is there.
 */
export interface PolicyServiceSection {
  /**
   * URL of the bundle, such as `https://bundles.internal/bundles/production.tar.gz`.
   */
  url: string;
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
/**
 * Whose signatures a bundle must have. Only `regent dev` takes bundles that nobody signed.
 */
export interface PolicyTrustSection {
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
/**
 * A candidate channel, evaluated beside the active policy and never enforced. Where the two differ is counted and recorded.
 */
export interface PolicyShadowSection {
  /**
   * URL of the bundle, such as `https://bundles.internal/bundles/production.tar.gz`.
   */
  url: string;
  /**
   * The scope that the candidate's signature must have; that of `trust` where it is absent.
   */
  scope?: string;
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
   * Of which share of the decisions the candidate is asked too.
   */
  share?: number;
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
   * How many approvals of one issuer and subject may be pending at once.
   */
  max_pending_per_identity?: number;
  /**
   * How long after an agent left a held request its approval is withdrawn, unless a repeat joins it.
   */
  withdraw_after?: string;
  /**
   * Told to the agent when an approval is missing; `{id}` is the approval's id.
   */
  instructions?: string;
  passkeys?: PasskeysSection;
}
/**
 * Signing of decisions with passkeys (WebAuthn). Without it a policy that demands a passkey lets nobody decide.
 */
export interface PasskeysSection {
  /**
   * The relying party: the host of the approvers' page, or a domain above it. Changing it makes all passkeys useless.
   */
  rp_id: string;
  /**
   * What the browser shows.
   */
  rp_name?: string;
  /**
   * Where the page is, such as `https://regent.internal:8443`.
   *
   * @minItems 1
   */
  origins: string[];
  /**
   * How long ago a person may have signed in (`auth_time`) to register a passkey.
   */
  registration_max_age?: string;
}
/**
 * The page of approvers and auditors: where it is, and how people sign in. Without it nobody signs in with a browser.
 */
export interface ConsoleSection {
  /**
   * Origin under which browsers reach the admin listener, such as `https://regent.internal:9443`.
   */
  url: string;
  session?: ConsoleSessionSection;
  /**
   * Which group each value of the groups claim stands for. Where it is given, values that are not in it count for nothing; without it the values are the groups.
   */
  groups?: {
    [k: string]: string;
  };
  /**
   * Providers of OpenID Connect.
   *
   * @maxItems 16
   */
  oidc?: OidcWaySection[];
  /**
   * Identity providers of SAML 2.0.
   *
   * @maxItems 16
   */
  saml?: SamlWaySection[];
}
/**
 * How long somebody stays signed in.
 */
export interface ConsoleSessionSection {
  /**
   * A session ends after so long, whatever happens.
   */
  max_age?: string;
  /**
   * A session ends when nothing came from it for so long.
   */
  idle?: string;
}
export interface OidcWaySection {
  /**
   * Its name in addresses, such as `/auth/oidc/{name}`.
   */
  name: string;
  /**
   * What the page calls it; the name if absent.
   */
  label?: string;
  /**
   * The provider's `issuer`, to the letter; the rest is found by discovery.
   */
  issuer: string;
  /**
   * Under which the provider knows Regent.
   */
  client_id: string;
  client_secret?: SecretSource1;
  /**
   * What is asked for; must hold `openid`.
   *
   * @maxItems 16
   */
  scopes?: string[];
  /**
   * For whom the access token is asked (RFC 8707): what the bundle server expects as audience.
   */
  resource?: string;
  /**
   * Claim of the ID token with the person's groups.
   */
  groups_claim?: string;
  /**
   * Claim that is the same for all accounts of one person, such as `email`.
   */
  person_claim?: string;
  /**
   * Which group each value of the groups claim stands for. Where it is given, values that are not in it count for nothing; without it the values are the groups.
   */
  groups?: {
    [k: string]: string;
  };
  /**
   * The public client under which `regent login` signs in by device flow. Without it the command cannot.
   */
  cli_client_id?: string;
}
export interface SamlWaySection {
  /**
   * Its name in addresses, such as `/auth/oidc/{name}`.
   */
  name: string;
  /**
   * What the page calls it; the name if absent.
   */
  label?: string;
  /**
   * What Regent is called there and the audience of assertions; the address of the metadata if absent.
   */
  entity_id?: string;
  idp: SamlIdpSection;
  /**
   * Which kind of name is asked for and accepted. It must stay the same for a person, so a transient one is not accepted.
   */
  name_id?: 'persistent' | 'email' | 'unspecified';
  /**
   * Attribute with the person's groups.
   */
  groups_attribute?: string;
  /**
   * Attribute that is the same for all accounts of one person.
   */
  person_attribute?: string;
  /**
   * Which group each value of the groups claim stands for. Where it is given, values that are not in it count for nothing; without it the values are the groups.
   */
  groups?: {
    [k: string]: string;
  };
  /**
   * How far the clocks may be apart.
   */
  clock_tolerance?: string;
}
/**
 * The identity provider.
 */
export interface SamlIdpSection {
  /**
   * Its name, which its assertions have as Issuer.
   */
  entity_id: string;
  /**
   * Where browsers are sent (HTTP-Redirect binding).
   */
  sso_url: string;
  /**
   * PEM files with the certificates that it signs by: one, or two while it changes keys.
   *
   * @minItems 1
   * @maxItems 4
   */
  certificates: string[];
}
/**
 * Keys of the masks. Without them a mask that needs one is refused.
 */
export interface RedactionSection {
  /**
   * Keys of `hash` and `pseudonym` masks. The first makes tokens; tokens of the others are still recognised.
   *
   * @minItems 1
   * @maxItems 16
   */
  keys?: RedactionKeySection[];
  encryption?: EncryptionSection;
}
export interface RedactionKeySection {
  /**
   * Stands in the tokens.
   */
  id: string;
  secret: SecretSource2;
}
/**
 * The key of `encrypt` masks.
 */
export interface EncryptionSection {
  /**
   * Stands in what is encrypted.
   */
  id: string;
  /**
   * PEM file of the public key: X25519 or P-256.
   */
  public_key: string;
  /**
   * PEM file of the private key (PKCS#8); only `write_back` with `restore` needs it.
   */
  private_key?: string;
}
export interface LedgerSection {
  /**
   * A segment file is closed past this size.
   */
  segment_bytes?: string;
  /**
   * A segment file is closed when its first entry is this old.
   */
  segment_age?: string;
  /**
   * Name of the log and of its key in checkpoints, such as `regent.example/gateway-1`; `regent/` and the gateway's id if absent.
   */
  origin?: string;
  /**
   * PEM file of the Ed25519 key that signs checkpoints, made where it does not exist; `keys/checkpoint.pem` of the state directory if absent.
   */
  signing_key?: string;
  /**
   * For how long entries are kept; without a rule for ever.
   *
   * @maxItems 256
   */
  retention?: RetentionSection[];
  /**
   * Who cosigns the checkpoints, so that this ledger cannot be shown in two versions.
   *
   * @maxItems 16
   */
  witnesses?: WitnessSection[];
  reading?: LedgerReadingSection;
  /**
   * Refusals before identification that are recorded one by one in each second; the rest are counted in one entry.
   */
  refusals_per_second?: number;
  encryption?: LedgerEncryptionSection;
  session?: LedgerSessionSection;
  erasure?: LedgerErasureSection;
}
export interface RetentionSection {
  /**
   * Of which connection; of all without a rule of their own if absent.
   */
  connection?: string;
  /**
   * Such as `400d`.
   */
  keep: string;
}
export interface WitnessSection {
  /**
   * Submission prefix (C2SP tlog-witness).
   */
  url: string;
  /**
   * Verifier key of the witness (C2SP signed-note, type 0x04), as `regent witness keygen` prints it.
   */
  key: string;
}
/**
 * Who may read entries through the admin listener.
 */
export interface LedgerReadingSection {
  /**
   * A member of any of these groups may. If there are none, nobody may. Hashes and checkpoints are open to whoever reaches the listener.
   *
   * @maxItems 16
   */
  groups?: string[];
}
/**
 * What the evidence is encrypted under.
 */
export interface LedgerEncryptionSection {
  /**
   * Key-encryption keys: the first wraps the keys of new sessions, all open what they wrapped. If there are none, a key is made in `keys/evidence.key` of the state directory.
   *
   * @maxItems 32
   */
  keys?: EvidenceKeySection[];
}
/**
 * A key of the transit engine of HashiCorp Vault.
 */
export interface VaultKeySection {
  /**
   * Base URL of Vault.
   */
  address: string;
  /**
   * Path of the transit engine.
   */
  mount?: string;
  /**
   * Name of the key, of type aes256-gcm96 or another with associated data.
   */
  key: string;
  /**
   * Of Vault Enterprise.
   */
  namespace?: string;
  token: SecretSource;
}
/**
 * How long the requests of one agent, with one token or login, share a key.
 */
export interface LedgerSessionSection {
  /**
   * A session ends when nothing came for so long.
   */
  idle?: string;
  /**
   * A session ends after so long.
   */
  max?: string;
}
/**
 * Who may erase a data subject's evidence through the admin listener.
 */
export interface LedgerErasureSection {
  /**
   * A member of any of these groups may. If there are none, nobody may.
   *
   * @maxItems 16
   */
  groups?: string[];
}
/**
 * Where status and decision logs are uploaded to, in the format of OPA.
 */
export interface ReportingSection {
  /**
   * Base URL; `/status` and `/logs` are appended.
   */
  url: string;
  token?: SecretSource;
  /**
   * Whether the status is uploaded.
   */
  status?: boolean;
  /**
   * Whether decisions are uploaded.
   */
  decision_logs?: boolean;
  /**
   * The longest that a decision waits for others to be uploaded with.
   */
  delay?: string;
  /**
   * Size of an upload, compressed.
   */
  upload_bytes?: string;
  /**
   * What is left out of uploaded decisions: JSON Pointers (RFC 6901) into the event.
   */
  erase?: string[];
  /**
   * Go with each upload, besides `id` and `version`.
   */
  labels?: {
    [k: string]: string;
  };
}
/**
 * Who is told that an approval is asked, and what came of it.
 */
export interface NotificationsSection {
  webhooks?: WebhookSection[];
  slack?: SlackSection[];
  email?: EmailSection[];
  /**
   * How many approvals of one requester people are told of one by one within `collapse_window`.
   */
  collapse_after?: number;
  /**
   * Such as `500ms`, `30s`, `15m`, `1h`.
   */
  collapse_window?: string;
  /**
   * After how long people are reminded of a break-glass that nobody has reviewed, again and again.
   */
  review_after?: string;
  /**
   * How long a message is tried before it is a dead letter.
   */
  give_up_after?: string;
}
/**
 * A receiver of webhooks, signed per Standard Webhooks.
 */
export interface WebhookSection {
  /**
   * In metrics, on the page and in dead letters.
   */
  name: string;
  /**
   * Only approvals that a member of one of these may decide, by the decision's groups; absent, all.
   *
   * @minItems 1
   */
  groups?: string[];
  /**
   * Of which events is told.
   *
   * @minItems 1
   */
  events?: (
    | 'asked'
    | 'agreed'
    | 'granted'
    | 'denied'
    | 'expired'
    | 'withdrawn'
    | 'voided'
    | 'used'
    | 'revoked'
    | 'break-glass'
    | 'review-due'
    | 'reviewed'
    | 'delegated'
    | 'delegation-ended'
    | 'passkey-registered'
    | 'passkey-removed'
  )[];
  /**
   * What is told besides; it may hold personal data, and leaves the gateway.
   */
  show?: ('path' | 'query' | 'justification' | 'reason')[];
  url: string;
  /**
   * `whsec_` and base64 of 24 to 64 bytes. Each signs; several, while receivers change from one to the next.
   *
   * @minItems 1
   * @maxItems 4
   */
  secrets: SecretSource[];
}
/**
 * A channel of Slack: an incoming `webhook` (its URL), or a bot with `token` and `channel`, which changes its message when an approval is decided.
 */
export interface SlackSection {
  /**
   * In metrics, on the page and in dead letters.
   */
  name: string;
  /**
   * Only approvals that a member of one of these may decide, by the decision's groups; absent, all.
   *
   * @minItems 1
   */
  groups?: string[];
  /**
   * Of which events is told.
   *
   * @minItems 1
   */
  events?: (
    | 'asked'
    | 'agreed'
    | 'granted'
    | 'denied'
    | 'expired'
    | 'withdrawn'
    | 'voided'
    | 'used'
    | 'revoked'
    | 'break-glass'
    | 'review-due'
    | 'reviewed'
    | 'delegated'
    | 'delegation-ended'
    | 'passkey-registered'
    | 'passkey-removed'
  )[];
  /**
   * What is told besides; it may hold personal data, and leaves the gateway.
   */
  show?: ('path' | 'query' | 'justification' | 'reason')[];
  webhook?: SecretSource;
  token?: SecretSource;
  /**
   * Id of the channel to which the bot writes.
   */
  channel?: string;
  /**
   * Base URL of Slack's API.
   */
  api?: string;
  buttons?: SlackButtonsSection;
}
/**
 * Buttons by which people decide in Slack. Needs `token`.
 */
export interface SlackButtonsSection {
  signing_secret: SecretSource;
  /**
   * Id of the workspace; a user's id says nothing without it.
   */
  team: string;
  /**
   * Up to which risk may be approved in Slack; 0, nothing: people may deny.
   */
  approve_up_to_risk?: number;
  /**
   * Who a user of Slack is.
   *
   * @minItems 1
   */
  people: SlackPersonSection[];
}
/**
 * A user of Slack, and the account as which they decide.
 */
export interface SlackPersonSection {
  /**
   * Id of the user.
   */
  user: string;
  issuer: string;
  subject: string;
  /**
   * A click brings no token: this is what the policy sees of their groups.
   */
  groups: string[];
  /**
   * The value of the issuer's `person_claim`; needed where it has one.
   */
  person?: string;
}
/**
 * Mail to people, by SMTP.
 */
export interface EmailSection {
  /**
   * In metrics, on the page and in dead letters.
   */
  name: string;
  /**
   * Only approvals that a member of one of these may decide, by the decision's groups; absent, all.
   *
   * @minItems 1
   */
  groups?: string[];
  /**
   * Of which events is told.
   *
   * @minItems 1
   */
  events?: (
    | 'asked'
    | 'agreed'
    | 'granted'
    | 'denied'
    | 'expired'
    | 'withdrawn'
    | 'voided'
    | 'used'
    | 'revoked'
    | 'break-glass'
    | 'review-due'
    | 'reviewed'
    | 'delegated'
    | 'delegation-ended'
    | 'passkey-registered'
    | 'passkey-removed'
  )[];
  /**
   * What is told besides; it may hold personal data, and leaves the gateway.
   */
  show?: ('path' | 'query' | 'justification' | 'reason')[];
  host: string;
  /**
   * Default: 587, with `tls` 465.
   */
  port?: number;
  /**
   * `starttls`: the connection must become TLS; `tls`: it is from the start; `none`: for loopback only.
   */
  security?: 'starttls' | 'tls' | 'none';
  user?: string;
  password?: SecretSource;
  from: string;
  /**
   * @minItems 1
   * @maxItems 50
   */
  to: string[];
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
   * What of a response may be held at once under a mask: a masked value, a line, an event, what a filter looks at. A response that needs more is refused.
   */
  response_limit?: string;
  /**
   * Whether a response that is declared as JSON may hold several JSON texts one after the other, as those of a Kubernetes watch do. Each is then held whole.
   */
  json_texts?: boolean;
  record_bodies?: RecordBodiesSection;
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
 * Which bodies the ledger keeps, encrypted.
 */
export interface RecordBodiesSection {
  /**
   * Those of requests, as they are forwarded.
   */
  request?: boolean;
  /**
   * Those of responses, as they are delivered.
   */
  response?: boolean;
  /**
   * What is longer is cut, and the record says so.
   */
  limit?: string;
}

/**
 * One line of the ledger (docs/ledger-format.md). `prev` is the leaf hash of the entry before it, so that a change anywhere breaks the chain.
 */
export type LedgerEntry = {
  /**
   * Format version.
   */
  v: 2;
  /**
   * Position in the ledger, from 0.
   */
  seq: number;
  /**
   * The entry before: its leaf hash (RFC 6962 section 2.1: SHA-256 of a zero byte and the entry), in hex; 64 zeros for the first.
   */
  prev: string;
  /**
   * RFC 3339, UTC, milliseconds; never earlier than that of the entry before, but at a `clock` entry.
   */
  time: string;
  type: EntryType;
  data: unknown;
};
export type EntryType =
  | 'start'
  | 'stop'
  | 'config'
  | 'signing-key'
  | 'session'
  | 'intent'
  | 'outcome'
  | 'refusal'
  | 'refusals'
  | 'probe'
  | 'approval'
  | 'bundle'
  | 'shadow'
  | 'shadows'
  | 'recovered'
  | 'gap'
  | 'clock'
  | 'hold'
  | 'expiry'
  | 'erasure'
  | 'delegation'
  | 'passkey';
/**
 * The decision id: a UUID (RFC 9562, version 7), also in the answer's `X-Regent-Decision-Id`.
 */
export type DecisionId = string;
/**
 * What may be personal data, encrypted: base64, or where it is stored.
 */
export type Sealed = string | SealedObject;
/**
 * Whether it is to ask people, or to use what they granted.
 */
export type ProbeFor = 'asking' | 'using';
/**
 * A yes that is not the last of a quorum is recorded as `pending`, with who gave it.
 */
export type ApprovalState =
  'pending' | 'granted' | 'denied' | 'expired' | 'withdrawn' | 'consumed' | 'revoked' | 'voided';
export type BundleState = 'activated' | 'refused';
/**
 * The configuration with which a gateway began, without secrets; one that is too long for an entry stands as text in several.
 */
export type ConfigData = ConfigWhole | ConfigPart;
export type HoldState = 'set' | 'released';
/**
 * A step of an erasure.
 */
export type ErasureData = ErasureBegun | ErasureDone;
/**
 * Where it stood; `decision` where the policy gave the value.
 */
export type SeenIn = 'request' | 'response' | 'decision';
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
   * What is masked in the body of the response.
   *
   * @minItems 1
   * @maxItems 256
   */
  masks?: Mask[];
  /**
   * What is masked in the headers and cookies of the response.
   *
   * @minItems 1
   * @maxItems 64
   */
  headers?: HeaderMask[];
  /**
   * What is looked for in the text of the response, and masked where it is found.
   *
   * @minItems 1
   * @maxItems 64
   */
  detect?: Detector[];
  write_back?: WriteBack;
  approval?: ApprovalDemand;
  /**
   * The purpose of the processing (GDPR Article 5(1)(b)), such as `support-ticket`.
   */
  purpose?: string;
  /**
   * The legal basis (GDPR Article 6), such as `contract`.
   */
  legal_basis?: string;
  /**
   * Whose personal data the request and the response are about: where their identifiers stand, or what they are. A text is a path in both bodies.
   *
   * @minItems 1
   * @maxItems 64
   */
  subjects?: SubjectRule[];
};
/**
 * `mask` is allow with masks; `approve` may carry masks too.
 */
export type Action = 'allow' | 'deny' | 'mask' | 'approve';
/**
 * Which values of a response body are masked, and how.
 */
export type Mask = {
  /**
   * RFC 9535 JSONPath.
   */
  path: string;
  /**
   * RFC 9535 JSONPath within the JSON text that the string at `path` holds: only what it selects there is masked.
   */
  inner?: string;
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
   * For `partial`: of an email address, what stands from the `@` on stays.
   */
  keep_domain?: boolean;
  /**
   * For `hash`, `pseudonym` and `encrypt`: within one scope the same value has the same token, in another scope another, and what was encrypted in one is restored in no other; one scope for all if absent.
   */
  scope?: string;
  preserve?: PreservedForm;
  to?: Coarseness;
  /**
   * For `generalise` to a range: its width, such as 10 for `30-39`.
   */
  step?: number;
  /**
   * Whether a response in which nothing is hit is refused.
   */
  must_match?: boolean;
  /**
   * `rfc9535` if absent. `jsonpath-plus` allows the parent operator `^`, and then a mask that matches nothing is an error.
   */
  dialect?: 'rfc9535' | 'jsonpath-plus';
};
/**
 * `remove`: the member or element goes. `null`: null instead. `redact`: a text instead. `encrypt`: a JWE that key holders can open. `hash`: a keyed hash. `pseudonym`: a keyed token, the same for the same value, of the same form if `preserve` says so. `generalise`: a coarser value. `partial`: a few characters stay.
 */
export type MaskMethod =
  'remove' | 'null' | 'redact' | 'encrypt' | 'hash' | 'pseudonym' | 'generalise' | 'partial';
/**
 * For `pseudonym`: the token is an email address, or has as many digits at the same places.
 */
export type PreservedForm = 'email' | 'digits';
/**
 * For `generalise`: a date to its year or month, or a number to the range that it lies in.
 */
export type Coarseness = 'year' | 'month' | 'range';
/**
 * Which header of the response, or which cookie that it sets, is masked, and how.
 */
export type HeaderMask = {
  /**
   * The header's name, in any case; of several with the name each.
   */
  name: string;
  /**
   * With the name `set-cookie`: only the value of the cookie of this name.
   */
  cookie?: string;
  /**
   * As for masks.
   */
  with: 'remove' | 'redact' | 'encrypt' | 'hash' | 'pseudonym' | 'partial';
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
   * For `partial`: of an email address, what stands from the `@` on stays.
   */
  keep_domain?: boolean;
  /**
   * For `hash`, `pseudonym` and `encrypt`: within one scope the same value has the same token, in another scope another, and what was encrypted in one is restored in no other; one scope for all if absent.
   */
  scope?: string;
  preserve?: PreservedForm1;
  /**
   * Whether a response in which nothing is hit is refused.
   */
  must_match?: boolean;
};
/**
 * For `pseudonym`: the token is an email address, or has as many digits at the same places.
 */
export type PreservedForm1 = 'email' | 'digits';
/**
 * A kind of text that is looked for, where, and how it is masked.
 */
export type Detector = {
  type: DetectorType;
  /**
   * For `pattern`: a regular expression of RE2, which takes linear time.
   */
  pattern?: string;
  /**
   * RFC 9535 JSONPath of the strings that are looked through; the whole text if absent.
   */
  path?: string;
  /**
   * As for masks.
   */
  with: 'redact' | 'encrypt' | 'hash' | 'pseudonym' | 'partial';
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
   * For `partial`: of an email address, what stands from the `@` on stays.
   */
  keep_domain?: boolean;
  /**
   * For `hash`, `pseudonym` and `encrypt`: within one scope the same value has the same token, in another scope another, and what was encrypted in one is restored in no other; one scope for all if absent.
   */
  scope?: string;
  preserve?: PreservedForm2;
  /**
   * Whether a response in which nothing is hit is refused.
   */
  must_match?: boolean;
};
/**
 * What is looked for; `pattern` is what `pattern` describes.
 */
export type DetectorType =
  | 'email'
  | 'phone'
  | 'iban'
  | 'credit-card'
  | 'national-id'
  | 'ip'
  | 'jwt'
  | 'secret'
  | 'date-of-birth'
  | 'pattern';
/**
 * For `pseudonym`: the token is an email address, or has as many digits at the same places.
 */
export type PreservedForm2 = 'email' | 'digits';
/**
 * `refuse`: the request is refused. `restore`: what `encrypt` made is opened and put back; anything else is refused.
 */
export type WriteBackMode = 'refuse' | 'restore';
export type SubjectRule = string | SubjectAt | SubjectValue;
/**
 * In which body; in both if absent.
 */
export type SubjectIn = 'request' | 'response';
export type DelegationState = 'made' | 'ended';
export type PasskeyState = 'registered' | 'removed';

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
 * What is about to be forwarded, durable before the upstream is called. Sealed: `SealedIntent`.
 */
export interface IntentData {
  id: DecisionId;
  /**
   * Id of the session (UUID) whose key wraps the exchange's.
   */
  session: string;
  /**
   * `seq` of the entry whose segment holds the slot of the key; absent where it is this entry's.
   */
  key?: number;
  /**
   * The configured connection.
   */
  connection: string;
  /**
   * Upper case.
   */
  method: string;
  identity: SessionIdentity;
  /**
   * What the policy decided.
   */
  action: 'allow' | 'deny' | 'mask' | 'approve';
  /**
   * Stable codes of the rules that spoke.
   *
   * @maxItems 32
   */
  reasons: string[];
  /**
   * The purpose of the processing, as the policy named it.
   */
  purpose?: string;
  /**
   * The legal basis, as the policy named it.
   */
  legal_basis?: string;
  bundle: BundleRef;
  /**
   * SHA-256, in hex, of the token that the identity was read from.
   */
  token_sha256: string;
  /**
   * Id of the approval that this request consumed.
   */
  approval?: string;
  body?: StoredBody;
  sealed: Sealed;
}
/**
 * Whose session it is.
 */
export interface SessionIdentity {
  issuer: string;
  subject: string;
  client_id?: string;
  /**
   * Who acts for the subject, the nearest first.
   */
  actors?: SessionActor[];
}
/**
 * One of the chain.
 */
export interface SessionActor {
  issuer?: string;
  subject: string;
}
/**
 * The request's body as it is forwarded, where it was read before; else it is in the outcome.
 */
export interface StoredBody {
  /**
   * SHA-256, in hex, of its encrypted form: where it is found.
   */
  object: string;
  /**
   * Its length before encryption; what was kept of it, where it was truncated.
   */
  bytes: number;
  /**
   * The limit of the connection cut it.
   */
  truncated?: true;
}
/**
 * A sealed part that is stored as a body.
 */
export interface SealedObject {
  /**
   * SHA-256, in hex, of its encrypted form.
   */
  object: string;
  /**
   * Its length before encryption.
   */
  bytes: number;
}
/**
 * What was delivered, durable before the answer's last byte. Sealed: `SealedOutcome`; absent where the gateway ended before it.
 */
export interface OutcomeData {
  id: DecisionId;
  /**
   * `seq` of the intent.
   */
  intent: number;
  /**
   * Id of the session (UUID) whose key wraps the exchange's; absent where nothing is sealed.
   */
  session?: string;
  /**
   * `seq` of the entry whose segment holds the slot of the key; absent where it is this entry's.
   */
  key?: number;
  /**
   * Status that the agent got; 0 where it got none.
   */
  status: number;
  /**
   * Status that the upstream gave, where it answered.
   */
  upstream_status?: number;
  /**
   * Each mask, header mask and detector of the decision, in this order, and what it hit.
   */
  masks: MaskHits[];
  /**
   * Length of the delivered body.
   */
  bytes: number;
  /**
   * From the accepted request to this entry.
   */
  duration_ms: number;
  body?: StoredBody1;
  request_body?: StoredBody2;
  /**
   * Error code, where the way did not end well; `interrupted` where the gateway ended before it.
   */
  error?: string;
  sealed?: Sealed;
}
/**
 * What a mask hit. Where the list would be too long the names of what is masked are in the decision only.
 */
export interface MaskHits {
  /**
   * Of a mask, or of a detector that looks at chosen strings.
   */
  path?: string;
  /**
   * Of a mask within a string.
   */
  inner?: string;
  /**
   * Of a header mask.
   */
  header?: string;
  /**
   * Of a cookie mask.
   */
  cookie?: string;
  /**
   * What a detector looks for.
   */
  detect?: string;
  with: string;
  /**
   * How many values were hit.
   */
  count: number;
}
/**
 * The body as it was delivered; what was ready to be delivered, where the answer was cut off.
 */
export interface StoredBody1 {
  /**
   * SHA-256, in hex, of its encrypted form: where it is found.
   */
  object: string;
  /**
   * Its length before encryption; what was kept of it, where it was truncated.
   */
  bytes: number;
  /**
   * The limit of the connection cut it.
   */
  truncated?: true;
}
/**
 * The request's body, where it was forwarded as it came.
 */
export interface StoredBody2 {
  /**
   * SHA-256, in hex, of its encrypted form: where it is found.
   */
  object: string;
  /**
   * Its length before encryption; what was kept of it, where it was truncated.
   */
  bytes: number;
  /**
   * The limit of the connection cut it.
   */
  truncated?: true;
}
/**
 * A request that was not forwarded. Sealed: `SealedRefusal`.
 */
export interface RefusalData {
  id: DecisionId;
  /**
   * Id of the session (UUID) whose key wraps the exchange's.
   */
  session: string;
  /**
   * `seq` of the entry whose segment holds the slot of the key; absent where it is this entry's.
   */
  key?: number;
  /**
   * Regent's error code.
   */
  code: string;
  status: number;
  /**
   * The peer's address.
   */
  client: string;
  /**
   * The configured connection, where it was known.
   */
  connection?: string;
  /**
   * Upper case; where it was known.
   */
  method?: string;
  identity?: SessionIdentity;
  /**
   * SHA-256, in hex, of the token that the identity was read from.
   */
  token_sha256?: string;
  /**
   * What the policy decided.
   */
  action?: 'allow' | 'deny' | 'mask' | 'approve';
  /**
   * Stable codes of the rules that spoke.
   *
   * @maxItems 32
   */
  reasons?: string[];
  /**
   * The purpose of the processing, as the policy named it.
   */
  purpose?: string;
  /**
   * The legal basis, as the policy named it.
   */
  legal_basis?: string;
  bundle?: BundleRef;
  /**
   * Id of the approval that is waited for, or that was denied or expired.
   */
  approval?: string;
  /**
   * Status that the upstream gave to the last probe, where it answered one.
   */
  upstream_status?: number;
  /**
   * Length of the request body, where it was read before the decision.
   */
  body_bytes?: number;
  sealed: Sealed;
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
 * A `GET` of the gateway's own, for the precondition of an approval; durable before it is sent. Sealed: `SealedProbe`. What it found is in the entry of the exchange that follows.
 */
export interface ProbeData {
  id: DecisionId;
  /**
   * Id of the session (UUID) whose key wraps the exchange's.
   */
  session: string;
  /**
   * `seq` of the entry whose segment holds the slot of the key; absent where it is this entry's.
   */
  key?: number;
  /**
   * Which of the exchange's probes it is, from 1.
   */
  number: number;
  for: ProbeFor;
  /**
   * Id of the approval that is to be used; before the asking there is none.
   */
  approval?: string;
  /**
   * The configured connection.
   */
  connection: string;
  /**
   * Upper case.
   */
  method: string;
  sealed: Sealed;
}
/**
 * One step of an approval. Sealed: `SealedApproval`.
 */
export interface ApprovalData {
  /**
   * The approval's id.
   */
  approval: string;
  id: DecisionId;
  /**
   * Id of the session (UUID) whose key wraps the exchange's.
   */
  session: string;
  /**
   * `seq` of the entry whose segment holds the slot of the key; absent where it is this entry's.
   */
  key?: number;
  state: ApprovalState;
  by?: ApprovedBy;
  on_behalf_of?: OnBehalfOf;
  /**
   * Why it was voided: `bundle`, `world`.
   */
  cause?: 'bundle' | 'world';
  /**
   * It passed without a decision and is to be reviewed.
   */
  break_glass?: boolean;
  /**
   * The entry is of the review of what passed by break-glass; `by` signed it off.
   */
  reviewed?: boolean;
  sealed: Sealed;
}
/**
 * Who decided, revoked or reviewed.
 */
export interface ApprovedBy {
  issuer: string;
  subject: string;
}
/**
 * Who had delegated the decision.
 */
export interface OnBehalfOf {
  issuer: string;
  subject: string;
}
/**
 * A request, where the input of a policy does not stand for it.
 */
export interface RecordedRequest {
  method: string;
  host: string;
  /**
   * Canonical path and query, as forwarded.
   */
  target: string;
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
/**
 * What a policy decides.
 */
export interface ShadowAnswer {
  action: 'allow' | 'deny' | 'mask' | 'approve';
  reasons: string[];
  /**
   * Why the policy's answer was not usable.
   */
  fault?: string;
}
/**
 * A decision that the candidate would have made otherwise. It was not enforced.
 */
export interface ShadowData {
  id: DecisionId;
  candidate: BundleRef;
  /**
   * What differs, worst first.
   *
   * @minItems 1
   */
  kinds: string[];
  active: ShadowAnswer;
  shadow: ShadowAnswer;
}
/**
 * Differences that were counted and not recorded one by one.
 */
export interface ShadowsData {
  from: string;
  to: string;
  candidate: BundleRef;
  /**
   * By kind.
   */
  counts: {
    [k: string]: number;
  };
}
/**
 * Of a length that fits.
 */
export interface ConfigWhole {
  /**
   * With defaults filled in; where a secret stands is named, its value is not.
   */
  config: Record<string, unknown>;
}
/**
 * A piece of the JSON text of a longer one.
 */
export interface ConfigPart {
  /**
   * From 1.
   */
  part: number;
  parts: number;
  text: string;
}
/**
 * The key that signs checkpoints from here on. The first checkpoint that covers this entry is signed by the previous key too.
 */
export interface SigningKeyData {
  /**
   * Verifier key (C2SP signed-note).
   */
  key: string;
  /**
   * Verifier key of the one before; absent for the first.
   */
  previous?: string;
}
/**
 * A session of an agent and its key, wrapped: at the first entry of the session in each segment.
 */
export interface SessionData {
  /**
   * Id of the session (UUID).
   */
  session: string;
  /**
   * Id of the key-encryption key that wraps.
   */
  kek: string;
  /**
   * The session key, wrapped: base64, or the ciphertext of the Vault transit engine.
   */
  key: string;
  identity?: SessionIdentity;
}
/**
 * An operator accepted a clock that is behind the last entry. The `time` of this entry is that of the clock: here alone it falls.
 */
export interface ClockData {
  /**
   * Time of the entry before, RFC 3339.
   */
  before: string;
  /**
   * Why, in the words of the operator.
   */
  reason: string;
  /**
   * Who, as the operating system names the user.
   */
  by?: string;
}
/**
 * A legal hold: the segments that it names stay, whatever the retention, until it is released.
 */
export interface HoldData {
  /**
   * Id of the hold.
   */
  hold: string;
  state: HoldState;
  /**
   * Why, such as the file number of the case.
   */
  reason: string;
  /**
   * Who.
   */
  by: string;
  /**
   * Of which connection; absent for all.
   */
  connection?: string;
  /**
   * From which time on, RFC 3339; absent from the beginning.
   */
  from?: string;
  /**
   * Up to which time, RFC 3339; absent for all that is to come.
   */
  to?: string;
}
/**
 * Segments are removed by retention. Their hashes stay in the tiles, their roots in `N.expired.json`.
 */
export interface ExpiryData {
  segments: ExpiredSegment[];
}
/**
 * One of them.
 */
export interface ExpiredSegment {
  first: number;
  last: number;
  /**
   * RFC 6962 hash of its entries as a tree of their own, base64.
   */
  root: string;
}
/**
 * The keys of these exchanges are erased from here on.
 */
export interface ErasureBegun {
  /**
   * Id of the erasure (UUID).
   */
  erasure: string;
  state: 'begun';
  /**
   * The operator's reference of the request, such as its file number.
   */
  reference: string;
  /**
   * Who erases.
   */
  by: string;
  /**
   * Base64 of SHA-256 over nonce, type, a zero byte and value of the subject; the nonce has who asked.
   */
  commitment: string;
  /**
   * Decision ids.
   */
  exchanges: string[];
}
/**
 * All of the erasure's keys are erased.
 */
export interface ErasureDone {
  /**
   * Id of the erasure (UUID).
   */
  erasure: string;
  state: 'done';
  /**
   * How many exchanges.
   */
  count: number;
}
/**
 * A body that is stored encrypted.
 */
export interface StoredBody3 {
  /**
   * SHA-256, in hex, of its encrypted form: where it is found.
   */
  object: string;
  /**
   * Its length before encryption; what was kept of it, where it was truncated.
   */
  bytes: number;
  /**
   * The limit of the connection cut it.
   */
  truncated?: true;
}
/**
 * A data subject that was found.
 */
export interface SeenSubject {
  /**
   * As the decision says.
   */
  type: string;
  /**
   * The text, or the number as it stands.
   */
  value: string;
  in: SeenIn;
}
/**
 * What an intent seals.
 */
export interface SealedIntent {
  input: PolicyInput;
  decision: Decision;
  /**
   * Whose data was processed, as far as the decision names subjects.
   */
  subjects?: SeenSubject[];
}
/**
 * What the policy was asked, as the text that it got.
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
   * Why it is asked, from `X-Regent-Justification`: what the agent says, unproven. It is not forwarded.
   */
  justification?: string;
  /**
   * The purpose of the processing, from `X-Regent-Purpose`: what the agent says, unproven. It is not forwarded.
   */
  purpose?: string;
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
 * What happens to a request body that holds, at these paths, what a masked read puts there.
 */
export interface WriteBack {
  mode: WriteBackMode;
  /**
   * The masks of the reads that such a body comes from.
   *
   * @minItems 1
   * @maxItems 256
   */
  masks: Mask[];
}
/**
 * Who must say yes before the request passes.
 */
export interface ApprovalDemand {
  /**
   * A member of any of these groups may decide, unless the policy's `data.regent.approvers` says otherwise.
   *
   * @minItems 1
   * @maxItems 16
   */
  groups: string[];
  /**
   * How many people must agree; 1 if absent.
   */
  quorum?: number;
  /**
   * How long it may be decided, from when it is asked, such as `15m`; `15m` if absent.
   */
  expires_in?: string;
  /**
   * How long a grant may be used, from when it is given; `15m` if absent.
   */
  use_within?: string;
  /**
   * Whether a person who decides must give a reason.
   */
  justification?: boolean;
  /**
   * Whether a request that carries a justification passes at once. An alert is raised, and it stays open until somebody of the groups has reviewed it.
   */
  break_glass?: boolean;
  /**
   * Who reviews what passed by `break_glass`; the groups if absent.
   *
   * @minItems 1
   * @maxItems 16
   */
  review_groups?: string[];
  precondition?: ApprovalPrecondition;
  show?: ApprovalShow;
  /**
   * 1 is low, 3 is high; by the method if absent.
   */
  risk?: number;
}
/**
 * What a GET of the same target gives when it is asked must be given again when the grant is used.
 */
export interface ApprovalPrecondition {
  /**
   * The strong or weak `ETag`.
   */
  etag?: true;
  /**
   * A member of the JSON answer: a JSON Pointer (RFC 6901); `true` is `/metadata/resourceVersion`, as Kubernetes has it.
   */
  resource_version?: true | string;
  /**
   * The SHA-256 of the answer's body.
   */
  get_digest?: true;
}
/**
 * How the body of the request is masked for those who may not see it; what the detectors find if absent.
 */
export interface ApprovalShow {
  /**
   * @minItems 1
   * @maxItems 256
   */
  masks?: Mask[];
  /**
   * @minItems 1
   * @maxItems 64
   */
  detect?: Detector[];
}
/**
 * Subjects whose identifiers stand at a path.
 */
export interface SubjectAt {
  /**
   * RFC 9535 JSONPath. Texts and numbers that it selects count.
   */
  path: string;
  in?: SubjectIn;
  /**
   * What kind of subject it is; `person` if absent.
   */
  type?: string;
}
/**
 * A subject that the policy knows, such as from the path of the request.
 */
export interface SubjectValue {
  value: string;
  /**
   * What kind of subject it is; `person` if absent.
   */
  type?: string;
}
/**
 * What an outcome seals.
 */
export interface SealedOutcome {
  /**
   * Name and value of each header, as delivered; empty where no head was sent.
   */
  headers: string[][];
  /**
   * For each of the masks, the first places that it hit, as normalized paths (RFC 9535 section 2.7).
   */
  at: string[][];
  /**
   * Whose data was processed, as far as the decision names subjects.
   */
  subjects?: SeenSubject[];
}
/**
 * What a refusal seals.
 */
export interface SealedRefusal {
  /**
   * What the agent was told.
   */
  detail?: string;
  input?: PolicyInput1;
  request?: RecordedRequest1;
  decision?: Decision;
  /**
   * Whose data was processed, as far as the decision names subjects.
   */
  subjects?: SeenSubject[];
}
/**
 * What the policy was asked; absent where the request was refused before.
 */
export interface PolicyInput1 {
  identity: IdentityInput;
  connection: ConnectionInput;
  request: RequestInput;
  time: TimeInput;
  gateway: GatewayInput;
  trace: TraceInput;
}
/**
 * Where the request was refused before the policy was asked, and this was known.
 */
export interface RecordedRequest1 {
  method: string;
  host: string;
  /**
   * Canonical path and query, as forwarded.
   */
  target: string;
}
/**
 * What a probe seals.
 */
export interface SealedProbe {
  request: RecordedRequest2;
  /**
   * The trace that it belongs to: 32 hex digits.
   */
  trace: string;
  /**
   * Whose data was processed, as far as the decision names subjects.
   */
  subjects?: SeenSubject[];
}
/**
 * The `GET` as it is sent; its host is the one that the agent named.
 */
export interface RecordedRequest2 {
  method: string;
  host: string;
  /**
   * Canonical path and query, as forwarded.
   */
  target: string;
}
/**
 * What an approval seals.
 */
export interface SealedApproval {
  /**
   * SHA-256, in hex, over the canonical form (RFC 8785) of what is approved.
   */
  binding: string;
  /**
   * Why, in the words of who decided.
   */
  reason?: string;
  /**
   * The canonical form (RFC 8785) that `binding` is the SHA-256 of; with the asking.
   */
  bound?: string;
  passkey?: PasskeyProof;
}
/**
 * A WebAuthn assertion. Its challenge is the SHA-256 of the canonical form (RFC 8785) of `{"v":1,"approval","binding","verdict","issuer","subject"}`. All in base64url.
 */
export interface PasskeyProof {
  /**
   * The credential's id.
   */
  credential: string;
  /**
   * COSE key (RFC 9052).
   */
  public_key: string;
  authenticator_data: string;
  /**
   * The client data's JSON text.
   */
  client_data: string;
  signature: string;
  rp_id: string;
  origin: string;
}
/**
 * A person lets another decide instead, for a time. Why stays with the approvals.
 */
export interface DelegationData {
  delegation: string;
  state: DelegationState;
  from: DelegatedFrom;
  to: DelegatedTo;
  /**
   * RFC 3339.
   */
  until: string;
}
/**
 * Who may decide.
 */
export interface DelegatedFrom {
  issuer: string;
  subject: string;
}
/**
 * Who decides instead.
 */
export interface DelegatedTo {
  issuer: string;
  subject: string;
}
/**
 * A passkey of a person.
 */
export interface PasskeyData {
  /**
   * The credential's id, in base64url.
   */
  passkey: string;
  state: PasskeyState;
  by: PasskeyOwner;
  /**
   * COSE key (RFC 9052), in base64url; when it is registered.
   */
  public_key?: string;
}
/**
 * Whose it is.
 */
export interface PasskeyOwner {
  issuer: string;
  subject: string;
}

/**
 * What a policy is asked at `data.regent.approvers`: may this person decide on, see or review this approval?
 */
export interface ApproversInput {
  approval: AskedApproval;
  person: PersonInput;
  /**
   * The decisions so far.
   */
  decisions: DecidedInput[];
  time: ApproversTime;
  gateway: ApproversGateway;
}
/**
 * What was asked.
 */
export interface AskedApproval {
  id: string;
  state: string;
  identity: AskerInput;
  /**
   * The connection's name.
   */
  connection: string;
  request: AskedRequest;
  /**
   * The decision that demands it, with `approval`, `masks`, `purpose` and the rest (schemas/decision.json).
   */
  decision: object;
  justification?: string;
  purpose?: string;
  break_glass?: boolean;
  /**
   * Milliseconds since the epoch.
   */
  asked_at: number;
}
/**
 * Who asked.
 */
export interface AskerInput {
  issuer: string;
  subject: string;
  client_id?: string;
  actors: AskerActor[];
  groups: string[];
}
export interface AskerActor {
  subject: string;
  issuer?: string;
}
export interface AskedRequest {
  method: string;
  host: string;
  path: string;
  query_string: string;
}
/**
 * Who wants to decide, see or review: themselves, or whoever delegated to them.
 */
export interface PersonInput {
  issuer: string;
  subject: string;
  groups: string[];
  /**
   * How they signed in, where the token says it.
   */
  acr?: string;
  amr?: string[];
  /**
   * When they signed in, seconds since the epoch.
   */
  auth_time?: number;
  delegate?: DelegateInput;
}
/**
 * Who acts by delegation; absent where the person acts.
 */
export interface DelegateInput {
  issuer: string;
  subject: string;
  groups: string[];
}
export interface DecidedInput {
  issuer: string;
  subject: string;
  groups: string[];
}
/**
 * As for `data.regent.decision`.
 */
export interface ApproversTime {
  rfc3339: string;
  unix_ms: number;
}
export interface ApproversGateway {
  id: string;
  version: string;
}

/**
 * What a policy answers at `data.regent.approvers`. Anything not of this shape lets nobody decide.
 */
export interface ApproversAnswer {
  /**
   * Whether the person may decide, and see that it is asked.
   */
  may: boolean;
  /**
   * Stable codes, for the record.
   *
   * @maxItems 32
   */
  reasons?: string[];
  /**
   * Whether the person sees the body as it is; else it is masked.
   */
  see_body?: boolean;
  /**
   * How many people must agree, where it is more than the decision demands.
   */
  quorum?: number;
  step_up?: StepUp;
}
/**
 * How the person must have proved that they are there.
 */
export interface StepUp {
  /**
   * How long ago they may have signed in, such as `5m`.
   */
  max_age?: string;
  /**
   * One of these ways of signing in.
   *
   * @minItems 1
   * @maxItems 16
   */
  acr?: string[];
  /**
   * Whether the decision must be signed with a passkey.
   */
  passkey?: boolean;
}
