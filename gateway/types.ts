/** The contracts between the steps of the pipeline. What JSON Schema describes is generated from it. */
import type {
  BundleRef,
  Decision,
  IdentityInput,
  MaskHits,
  WebhookSection,
} from '../schemas/types.ts';

export type {
  Action,
  ApprovalData,
  ApprovalDemand,
  ApprovalState,
  ApproversAnswer,
  ApproversInput,
  BundleData,
  BundleRef,
  ClockData,
  ConfigData,
  Decision,
  DelegationData,
  Detector,
  DetectorType,
  EntryType,
  ErasureBegun,
  ErasureData,
  ErasureDone,
  ExpiryData,
  GapData,
  HeaderMask,
  HoldData,
  IdentityInput,
  IntentData,
  LedgerEntry,
  Mask,
  MaskHits,
  MaskMethod,
  OutcomeData,
  PasskeyData,
  PasskeyProof,
  PolicyInput,
  ProbeData,
  RecordedRequest,
  RecoveredData,
  RefusalData,
  RefusalsData,
  Sealed,
  SealedApproval,
  SealedIntent,
  SealedObject,
  SealedOutcome,
  SealedProbe,
  SealedRefusal,
  SeenSubject,
  SessionData,
  SessionIdentity,
  ShadowData,
  ShadowsData,
  SigningKeyData,
  StartData,
  StepUp,
  StopData,
  StoredBody,
  SubjectRule,
  WriteBack,
} from '../schemas/types.ts';

// ---------------------------------------------------------------- configuration, resolved

/** A secret that is read when it is needed, so that a rotated file takes effect at once. */
export interface Secret {
  /** The secret's current value. Throws an Error that names its source if it cannot be read. */
  read(): string;
}

/** The whole configuration: durations in milliseconds, sizes in bytes, file names absolute. */
export interface Config {
  gateway: {
    id: string;
    listen: ListenConfig;
    admin: ListenConfig;
    stateDir: string;
    drainTimeout: number;
  };
  limits: Limits;
  issuers: IssuerConfig[];
  policy: PolicyLimits & {
    bundle?: string;
    service?: PolicyService;
    /** Absent only under `regent dev`. */
    trust?: PolicyTrust;
    shadow?: ShadowConfig;
  };
  approvals: ApprovalsConfig;
  /** Absent where nobody signs in with a browser. */
  console?: ConsoleConfig;
  redaction: RedactionKeys;
  ledger: LedgerConfig;
  reporting?: ReportingConfig;
  notifications?: NotificationsConfig;
  logLevel: string;
  connections: ConnectionConfig[];
}

export interface ListenConfig {
  host: string;
  port: number;
  /** PEM text. */
  tls?: { cert: string; key: string };
}

/** What a request may measure; sizes in bytes, time in milliseconds. */
export interface Limits {
  headerCount: number;
  headerBytes: number;
  targetBytes: number;
  bodyBytes: number;
  jsonDepth: number;
  requestTimeout: number;
}

export interface PolicyLimits {
  /** Loop turns and function calls of one evaluation; less than 2^31. */
  maxSteps: number;
  /** Bytes of one evaluation's memory, data included. */
  maxMemory: number;
}

/** A channel of a bundle server; times in milliseconds. */
export interface PolicyService {
  url: string;
  token?: Secret;
  wait: number;
  poll: number;
  maxAge: number;
  denyWhenStale: boolean;
}

/** Whose signatures a bundle must have. */
export interface PolicyTrust {
  scope?: string;
  /** `publicKey` is PEM, SPKI. */
  keys: { id: string; algorithm: 'EdDSA' | 'ES256' | 'RS256' | 'PS256'; publicKey: string }[];
}

/** How long requests wait for people; times in milliseconds. */
export interface ApprovalsConfig {
  hold: number;
  maxHeld: number;
  maxPendingPerIdentity: number;
  withdrawAfter: number;
  instructions?: string;
  /** Of WebAuthn; absent where nobody signs. */
  passkeys?: { rpId: string; rpName: string; origins: string[]; registrationMaxAge: number };
}

/** How people sign in with a browser; times in milliseconds. */
export interface ConsoleConfig {
  /** Origin under which browsers reach the admin listener. */
  url: string;
  session: { maxAge: number; idle: number };
  oidc: OidcWayConfig[];
  saml: SamlWayConfig[];
}

/** What all ways to sign in have. */
export interface WayConfig {
  /** In addresses. */
  name: string;
  /** On the page. */
  label: string;
  /** Value of the groups claim to group; where it is absent, the values are the groups. */
  groups?: Record<string, string>;
}

/** A provider of OpenID Connect. */
export interface OidcWayConfig extends WayConfig {
  issuer: string;
  clientId: string;
  clientSecret?: Secret;
  scopes: string[];
  /** Audience to ask the access token for (RFC 8707). */
  resource?: string;
  groupsClaim: string;
  personClaim?: string;
  /** Public client of the command's device flow. */
  cliClientId?: string;
}

/** An identity provider of SAML 2.0. */
export interface SamlWayConfig extends WayConfig {
  /** What Regent is called there: the audience. */
  entityId: string;
  /** `certificates` are PEM text. */
  idp: { entityId: string; ssoUrl: string; certificates: string[] };
  nameId: 'persistent' | 'email' | 'unspecified';
  groupsAttribute: string;
  personAttribute?: string;
  /** Milliseconds. */
  clockTolerance: number;
}

/** A candidate channel that is evaluated beside the active policy; times in milliseconds. */
export interface ShadowConfig {
  url: string;
  /** Instead of that of the trust. */
  scope?: string;
  token?: Secret;
  wait: number;
  poll: number;
  /** Of which share of the decisions it is asked: over 0, at most 1. */
  share: number;
}

/** Keys of masks. */
export interface RedactionKeys {
  /** Of `hash` and `pseudonym`, the first active; empty where there are none. */
  keys: { id: string; secret: Secret }[];
  /** Of `encrypt`. */
  encryption?: {
    id: string;
    /** PEM, SPKI. */
    publicKey: string;
    /** PEM, PKCS#8. */
    privateKey?: Secret;
  };
}

/** The ledger: sizes in bytes, times in milliseconds. */
export interface LedgerConfig {
  segmentBytes: number;
  segmentAge: number;
  origin: string;
  /** PEM file of the key that signs checkpoints. */
  signingKey: string;
  /** Times in milliseconds. */
  retention: { connection?: string; keep: number }[];
  /** `vkey` is that of a witness (C2SP signed-note, type 0x04). */
  witnesses: { url: string; vkey: string }[];
  /** Whose members may read entries through the admin listener. */
  readers: string[];
  refusalsPerSecond: number;
  /** The first wraps, all unwrap; where there are none, one is made in the state directory. */
  keys: EvidenceKey[];
  session: { idle: number; max: number };
  /** Whose members may erase. */
  erasers: string[];
}

/** A key-encryption key: its text, or where Vault has it. */
export type EvidenceKey =
  | { id: string; secret: Secret }
  | {
      id: string;
      vault: { address: string; mount: string; key: string; namespace?: string; token: Secret };
    };

/** Where status and decision logs are uploaded to, in the format of OPA. */
export interface ReportingConfig {
  /** Without a slash at its end. */
  url: string;
  token?: Secret;
  status: boolean;
  decisionLogs: boolean;
  /** Milliseconds. */
  delay: number;
  /** Of an upload, compressed. */
  uploadBytes: number;
  /** JSON Pointers (RFC 6901) into the event. */
  erase: string[];
  labels: Record<string, string>;
}

/** Who is told of approvals; times in milliseconds. */
export interface NotificationsConfig {
  channels: ChannelConfig[];
  /** How many approvals of one requester people are told of one by one in a window. */
  collapse: { after: number; window: number };
  /** After how long people are reminded of an open review. */
  reviewAfter: number;
  /** How long a message is tried. */
  giveUpAfter: number;
}

/** What happens to an approval that somebody may want to be told of. */
export type NotifiedEvent = NonNullable<WebhookSection['events']>[number];

/** What is told besides, where the configuration says so. */
export type ShownDetail = NonNullable<WebhookSection['show']>[number];

/** Where messages go. */
export type ChannelConfig = WebhookConfig | SlackConfig | EmailConfig;

/** What all channels have. */
export interface ChannelBase {
  name: string;
  /** Of the demand; absent, all. */
  groups?: string[];
  events: NotifiedEvent[];
  show: ShownDetail[];
}

/** A receiver of webhooks. */
export interface WebhookConfig extends ChannelBase {
  kind: 'webhook';
  url: string;
  secrets: Secret[];
}

/** A channel of Slack: by an incoming webhook, or by a bot. */
export interface SlackConfig extends ChannelBase {
  kind: 'slack';
  to: { webhook: Secret } | { token: Secret; channel: string; api: string };
  buttons?: SlackButtons;
}

/** By whom and up to which risk may be decided in Slack. */
export interface SlackButtons {
  signingSecret: Secret;
  team: string;
  approveUpToRisk: number;
  people: { user: string; issuer: string; subject: string; groups: string[]; link?: string }[];
}

/** Mail by SMTP. */
export interface EmailConfig extends ChannelBase {
  kind: 'email';
  host: string;
  port: number;
  security: 'starttls' | 'tls' | 'none';
  user?: string;
  password?: Secret;
  from: string;
  to: string[];
}

/** An issuer whose tokens are believed; times in milliseconds. */
export interface IssuerConfig {
  issuer: string;
  audience: string[];
  adminAudience?: string[];
  jwksUrl?: string;
  jwksFile?: string;
  algorithms: string[];
  types: string[];
  clockTolerance: number;
  maxLifetime: number;
  requiredClaims: string[];
  groupsClaim: string;
  /** The claim that is the same for all accounts of a person. */
  personClaim?: string;
  keysMaxAge: number;
}

/** An internal service behind the gateway; times in milliseconds, sizes in bytes. */
export interface ConnectionConfig {
  name: string;
  match: { host?: string; pathPrefix?: string };
  upstream: URL;
  /** PEM text. */
  tls: { ca?: string; cert?: string; key?: string; serverName?: string };
  timeouts: { connect: number; response: number };
  maxConnections: number;
  credentials: { header: string; prefix: string; value: Secret }[];
  /** Lower-case names of the headers that are forwarded besides the standard ones. */
  headers: string[];
  requestBody: 'json' | 'stream';
  allowEncodedSlash: boolean;
  allowSemicolon: boolean;
  responseLimit: number;
  jsonTexts: boolean;
  /** `limit` in bytes. */
  recordBodies: { request: boolean; response: boolean; limit: number };
}

// ---------------------------------------------------------------- one request

/** The one reading of a request: what the policy sees, and what the upstream gets. */
export interface CanonicalRequest {
  /** Upper case. */
  method: string;
  /** Authority that the agent asked for, lower case. */
  host: string;
  /** Canonical path in the upstream's terms. */
  path: string;
  /** Decoded segments of `path`. */
  segments: string[];
  query: Record<string, string[]>;
  /** As forwarded, without `?`. */
  queryString: string;
  /** Headers that are forwarded and seen by the policy: lower-case name to value. */
  headers: Record<string, string>;
  body: RequestBody;
  connection: ConnectionConfig;
  /** What the agent says of why and what for; not forwarded. */
  justification?: string;
  purpose?: string;
}

/**
 * A request's body. `value` is what the JSON says, with a number that a double cannot hold kept as
 * `JSON.rawJSON`. A `stream` has not been read yet.
 */
export type RequestBody =
  | { kind: 'none' }
  | { kind: 'json'; bytes: Buffer; value: unknown }
  | { kind: 'bytes'; bytes: Buffer }
  | { kind: 'stream'; stream: NodeJS.ReadableStream; length?: number };

/** Who asks: what the policy sees of it, and a name of the token for the record. */
export interface Identity extends IdentityInput {
  /** SHA-256, in hex, of the token. It does not go into the policy input. */
  tokenSha256: string;
  /** What the token says of the login that it comes from: its `sid`, else its `jti`, else its hash. Not policy input either. */
  login: string;
  /** How they signed in. It does not go into the policy input either. */
  signIn: SignIn;
}

/** What a mask hit, and where: the first places, as normalized paths (RFC 9535 section 2.7). */
export interface LocatedHits extends MaskHits {
  at?: string[];
}

/** How somebody signed in, as far as the token says it. */
export interface SignIn {
  acr?: string;
  amr?: string[];
  /** Seconds since the epoch. */
  auth_time?: number;
  /** The issuer's `personClaim`, as it is compared. */
  link?: string;
  /** The issuer has such a claim, and the token has it not. */
  unlinked?: true;
}

/** A decision and where it comes from. */
export interface Decided {
  decision: Decision;
  bundle: BundleRef;
  /** Why the policy's answer was not usable, for the operator's log; absent where it was. */
  fault?: string;
}
