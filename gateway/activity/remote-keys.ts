/** Key-encryption keys that stay with the gateway: its thread of the index asks it to unwrap sessions' keys. */
import type { KeyEncryption } from '../ledger/seal/key-encryption.ts';

type Ask = (n: number, kek: string, session: string, wrapped: string) => void;

/** The keys, as a reader wants them. */
export class RemoteKeys {
  readonly all: readonly KeyEncryption[];
  readonly #waiting = new Map<number, PromiseWithResolvers<Buffer>>();
  #asked = 0;

  constructor(ids: readonly string[], ask: Ask) {
    this.all = ids.map((id) => ({
      id,
      wrap: () => Promise.reject(new Error('the index only reads')),
      unwrap: (session, wrapped) => {
        const waiting = Promise.withResolvers<Buffer>();
        this.#asked += 1;
        this.#waiting.set(this.#asked, waiting);
        ask(this.#asked, id, session, wrapped);
        return waiting.promise;
      },
    }));
  }

  /** The answer to a question: the key, or why there is none. */
  settle(n: number, key: Uint8Array | undefined, fault = 'the key is not to be had'): void {
    const waiting = this.#waiting.get(n);
    this.#waiting.delete(n);
    if (key) waiting?.resolve(Buffer.from(key));
    else waiting?.reject(new Error(fault));
  }
}
