import type { Redactions } from '../gateway/redaction/redactions.ts';
import type { Detector, Mask } from '../gateway/types.ts';

/** A rule as its options give it, by the names of the decision's schema; not checked yet. */
export interface Rule {
  kind: 'mask' | 'detect';
  /** How the user knows it: `--mask "$.email"`. */
  title: string;
  members: Record<string, unknown>;
}

const COUNTS = new Set(['keep-first', 'keep-last', 'step']);

/** The rules of a command line, in its order. What cannot be taken becomes a fault, never less masking. */
export class RuleList {
  readonly rules: Rule[] = [];
  /** A sentence for each. */
  readonly faults: string[] = [];

  /** Begins a rule of a path or of a detector's type. */
  begin(kind: Rule['kind'], value: string): void {
    const title = `--${kind} ${JSON.stringify(value)}`;
    this.#requireUtf8(value, title);
    this.rules.push({ kind, title, members: { [kind === 'mask' ? 'path' : 'type']: value } });
  }

  /** Adds an option, named as it is written without `--`, to the last rule; a flag has no value. */
  set(option: string, value?: string): void {
    const rule = this.rules.at(-1);
    if (!rule) {
      this.faults.push(
        `--${option} stands before the first --mask or --detect; it belongs to the rule before it`,
      );
      return;
    }
    const name = option.replaceAll('-', '_');
    const place = `${rule.title}: --${option}`;
    if (name === 'path' && rule.kind === 'mask') {
      this.faults.push(`${place} belongs to --detect; a mask's path stands after --mask`);
    } else if (Object.hasOwn(rule.members, name)) {
      this.faults.push(`${place} stands twice`);
    } else {
      rule.members[name] = this.#readValue(option, value, place);
    }
  }

  #readValue(option: string, value: string | undefined, place: string): unknown {
    if (value === undefined) return true;
    this.#requireUtf8(value, place);
    if (!COUNTS.has(option)) return value;
    if (!/^[0-9]{1,10}$/.test(value)) this.faults.push(`${place} must be a whole number`);
    return Number(value);
  }

  /** What was no UTF-8 has lost its bytes, and as a path would silently select something else. */
  #requireUtf8(value: string, place: string): void {
    if (value.includes('\ufffd')) this.faults.push(`${place} is not UTF-8`);
  }
}

/** The rules as a decision has them: `redact` where no method is given. */
export function toRedactions(rules: readonly Rule[]): Redactions {
  const of = (kind: Rule['kind']): object[] =>
    rules.filter((rule) => rule.kind === kind).map(({ members }) => withMethod(members));
  const masks = of('mask') as Mask[];
  const detect = of('detect') as Detector[];
  return { ...(masks.length > 0 && { masks }), ...(detect.length > 0 && { detect }) };
}

/** The members with the default method. */
export function withMethod(members: Rule['members']): Rule['members'] {
  return { with: 'redact', ...members };
}
