/** The limits that a policy decided under, as the `config` entries of a ledger say. */
import type { ConfigData, PolicyLimits } from '../../gateway/types.ts';

/** The defaults of `policy.max_steps` and `policy.max_memory`: what holds where no entry says. */
export const DEFAULT_LIMITS: PolicyLimits = { maxSteps: 10_000_000, maxMemory: 256 * 2 ** 20 };

const UNITS: Partial<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** Reads the limits out of `config` entries, of which a long configuration has several. */
export class LimitsReader {
  #parts: string[] = [];

  /** The limits from this entry on; undefined where it is a part and others follow. */
  take(data: ConfigData): PolicyLimits | undefined {
    if ('config' in data) return limitsOf(data.config);
    const { part, parts, text } = data;
    // What a crash left unfinished is begun anew.
    this.#parts = [...this.#parts.slice(0, part - 1), text];
    if (part < parts || this.#parts.length < parts) return undefined;
    return limitsOf(JSON.parse(this.#parts.join('')) as Record<string, unknown>);
  }
}

/** What the configuration does not have is the default. */
function limitsOf(config: Record<string, unknown>): PolicyLimits {
  const policy = (config['policy'] ?? {}) as Record<string, unknown>;
  return {
    maxSteps: numberOf(policy['max_steps']) ?? DEFAULT_LIMITS.maxSteps,
    maxMemory: numberOf(policy['max_memory']) ?? DEFAULT_LIMITS.maxMemory,
  };
}

/** Of a number, or of a size such as `256MiB`. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, count, unit] =
    /^([0-9]+)([A-Za-z]+)$/.exec(typeof value === 'string' ? value : '') ?? [];
  const factor = UNITS[unit ?? ''];
  return factor === undefined ? undefined : Number(count) * factor;
}
