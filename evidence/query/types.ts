/** What the parts of `regent evidence query` hand each other. */

/** Which entries are asked for; all of what is given must hold. */
export interface Filter {
  /** Subject of who asked, of one of its actors, or of who decided an approval. */
  identity?: string;
  issuer?: string;
  /** Decision ids: those of a data subject. */
  exchanges?: readonly string[];
  connection?: string;
  action?: string;
  approval?: string;
  session?: string;
  /** Milliseconds since the epoch, both inclusive. */
  from?: number;
  to?: number;
  /** Entry types; requests, refusals, probes and approvals if absent. */
  types?: readonly string[];
  limit?: number;
}

/** The types of entries that are shown unless others are asked for. */
export const DEFAULT_TYPES: readonly string[] = ['intent', 'refusal', 'probe', 'approval'];

/** One entry; an intent together with its outcome. What it does not have is null. */
export interface Row {
  seq: number;
  /** RFC 3339. */
  time: string;
  type: string;
  /** The decision id. */
  id: string | null;
  session: string | null;
  issuer: string | null;
  subject: string | null;
  client_id: string | null;
  actors: string[] | null;
  connection: string | null;
  method: string | null;
  action: string | null;
  reasons: string[] | null;
  purpose: string | null;
  legal_basis: string | null;
  revision: string | null;
  /** Digest of the bundle. */
  bundle: string | null;
  approval: string | null;
  /** Of an approval's step, a bundle, a hold or an erasure. */
  state: string | null;
  /** Subject of who decided an approval. */
  by: string | null;
  /** Of a refusal. */
  code: string | null;
  status: number | null;
  upstream_status: number | null;
  bytes: number | null;
  /** Values that were masked. */
  masked: number | null;
  duration_ms: number | null;
  error: string | null;
  /** Of the outcome. */
  outcome: number | null;
}

/** What an outcome adds to the row of its intent. */
export const OUTCOME_COLUMNS = [
  'status',
  'upstream_status',
  'bytes',
  'masked',
  'duration_ms',
  'error',
] as const satisfies readonly (keyof Row)[];
