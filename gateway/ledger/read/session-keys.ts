/** The keys of sessions, unwrapped when they are needed. */
import type { SessionData } from '../../types.ts';
import { parseLine } from '../entry.ts';
import type { KeyEncryption } from '../seal/key-encryption.ts';
import { readLines, type Segment } from '../segments.ts';

/** Sessions that are remembered; one that is forgotten is looked for again. */
const MAX_KNOWN = 10_000;

/** The key of a session, or why there is none: what wraps it is not at hand, or it is not in the segment. */
export type SessionKey = Buffer | 'no-key' | 'missing';

/** The sessions of one ledger. */
export class SessionKeys {
  readonly #keks: ReadonlyMap<string, KeyEncryption>;
  readonly #noted = new Map<string, SessionData>();
  readonly #keys = new Map<string, Promise<Buffer>>();

  constructor(keks: readonly KeyEncryption[]) {
    this.#keks = new Map(keks.map((kek) => [kek.id, kek]));
  }

  /** Notes a `session` entry. What it wraps is opened only when it is asked for. */
  note(data: SessionData): void {
    keep(this.#noted, data.session, data);
  }

  /**
   * The key of a session that stands in `segment`. Rejects where what wraps it is at hand and does
   * not open it, or cannot be used now.
   */
  async of(session: string, segment: Segment): Promise<SessionKey> {
    const known = this.#keys.get(session);
    if (known) return known;
    const data = this.#noted.get(session) ?? (await findSession(session, segment));
    if (!data) return 'missing';
    this.note(data);
    const kek = this.#keks.get(data.kek);
    if (!kek) return 'no-key';
    const key = kek.unwrap(session, data.key);
    keep(this.#keys, session, key);
    // What failed is tried again: Vault may be back.
    key.catch(() => this.#keys.delete(session));
    return key;
  }
}

function keep<T>(map: Map<string, T>, name: string, value: T): void {
  map.set(name, value);
  if (map.size > MAX_KNOWN) map.delete(map.keys().next().value!);
}

async function findSession(session: string, segment: Segment): Promise<SessionData | undefined> {
  const mark = `"type":"session","data":{"session":"${session}"`;
  for await (const { bytes } of readLines(segment)) {
    if (bytes.includes(mark)) return parseLine(bytes)?.data as SessionData | undefined;
  }
  return undefined;
}
