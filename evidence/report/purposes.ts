/** What data was asked for, and how often. */
import type { IntentData } from '../../gateway/types.ts';
import type { Purpose } from './model.ts';

/** Requests by what they were for. */
export class Purposes {
  readonly #all = new Map<string, { purpose: Purpose; who: Set<string> }>();

  /** Counts a request of `who`; gives the purpose that it had. */
  count(data: IntentData, who: string): Purpose {
    const counted = this.#of(data);
    counted.purpose.requests += 1;
    counted.who.add(who);
    return counted.purpose;
  }

  /** Those of most requests first. */
  list(): Purpose[] {
    return [...this.#all.values()]
      .map(({ purpose, who }) => Object.assign(purpose, { agents: who.size }))
      .toSorted((a, b) => b.requests - a.requests);
  }

  #of(data: IntentData): { purpose: Purpose; who: Set<string> } {
    const { connection, purpose, legal_basis: legalBasis } = data;
    const name = JSON.stringify([connection, purpose, legalBasis]);
    const known = this.#all.get(name) ?? {
      purpose: {
        connection,
        ...(purpose !== undefined && { purpose }),
        ...(legalBasis !== undefined && { legalBasis }),
        agents: 0,
        requests: 0,
        masked: 0,
      },
      who: new Set<string>(),
    };
    this.#all.set(name, known);
    return known;
  }
}
