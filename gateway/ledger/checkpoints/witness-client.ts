/**
 * Asks witnesses for cosignatures: C2SP tlog-witness. It works beside the ledger, which never waits for it: each witness
 * gets the newest checkpoint when it has answered the one before.
 */
import type { Offer, WitnessAddress } from './ask-witness.ts';
import { WitnessFollower, type FollowOptions, type WitnessStatus } from './follow-witness.ts';

/** What the client needs. */
export interface WitnessClientOptions extends FollowOptions {
  witnesses: readonly WitnessAddress[];
}

/** The client of all witnesses. */
export class WitnessClient {
  readonly #followers: WitnessFollower[];

  constructor(options: WitnessClientOptions) {
    this.#followers = options.witnesses.map((witness) => new WitnessFollower(witness, options));
  }

  /** Takes the newest checkpoint; returns at once. */
  offer(checkpoint: Offer): void {
    for (const follower of this.#followers) follower.offer(checkpoint);
  }

  /** State of each witness, in the order of the configuration. */
  status(): WitnessStatus[] {
    return this.#followers.map(({ status }) => ({ ...status }));
  }

  /** Ends all tries. */
  async close(): Promise<void> {
    await Promise.all(this.#followers.map((follower) => follower.close()));
  }
}
