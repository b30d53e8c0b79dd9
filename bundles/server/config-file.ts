/** The shapes of `bundle-server.yaml` as config.json has them, and of what is made of it. */
import type { IssuerSection, ListenerSection } from '../../schemas/types.ts';
import type { IssuerConfig, ListenConfig } from '../../gateway/types.ts';
import type { Retention } from './retention.ts';
import type { Trust, TrustedKey } from '../trust.ts';

/** What may be done to a channel. `list` covers the history too. */
export type ChannelAction = 'publish' | 'promote' | 'rollback' | 'read' | 'list';

/** A claim's accepted value or values, compared to the letter. */
export type ClaimValues = string | boolean | (string | boolean)[];

/** The file, checked against the schema, defaults filled in. */
export interface ServerConfigFile {
  server: {
    listen: ListenerSection;
    client_ca?: string;
    admin?: ListenerSection;
    state_dir: string;
    retention?: { after: string; keep_last: number };
    max_bundle: string;
    upload_timeout: string;
    publishes_per_minute: number;
    max_wait: string;
    max_waiting: number;
    read: 'open' | 'granted';
  };
  identity: { issuers: IssuerSection[] };
  policy: { dir?: string };
  channels: {
    name: string;
    scope?: string;
    keys: { id: string; algorithm: TrustedKey['algorithm']; public_key: string }[];
  }[];
  grants: GrantSection[];
  log: { level: string };
}

/** Who may do what: a caller must match every part that is given. */
export interface GrantSection {
  name: string;
  token?: { issuer: string; claims: Record<string, ClaimValues> };
  certificate?: { fingerprint?: string; subject?: string };
  actions: ChannelAction[];
  channels: string[];
  from?: string[];
  source_repositories?: string[];
}

/** A grant as the policy sees it: every list is there, one value is a list of one. */
export interface Grant {
  name: string;
  token?: { issuer: string; claims: Record<string, (string | boolean)[]> };
  certificate?: { fingerprint?: string; subject?: string };
  actions: ChannelAction[];
  channels: string[];
  from: string[];
  source_repositories: string[];
}

/** The whole configuration: durations in milliseconds, sizes in bytes, file names absolute. */
export interface BundleServerConfig {
  listen: ListenConfig;
  /** PEM text of the authorities whose client certificates count; without it there is no mutual TLS. */
  clientCa?: string;
  /** For metrics; there are none without it. */
  admin?: ListenConfig;
  stateDir: string;
  /** Without it everything is kept. */
  retention?: Retention;
  maxBundle: number;
  uploadTimeout: number;
  publishesPerMinute: number;
  maxWait: number;
  maxWaiting: number;
  read: 'open' | 'granted';
  issuers: IssuerConfig[];
  /** Directory of the server's own policy. */
  policyDir: string;
  /** Channel name to the keys and the scope that its bundles are verified with. */
  channels: Map<string, Trust>;
  grants: Grant[];
  logLevel: string;
}
