import { Refusal } from '../errors.ts';

/** What an agent says of a request: why it is asked, and what for. */
export interface Stated {
  justification?: string;
  purpose?: string;
}

/** UTF-16 code units. */
const LONGEST = { justification: 1000, purpose: 200 } as const;
/** Control characters, and those that turn the direction of text: both could make a person read something else. */
const MISLEADING = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Reads `X-Regent-Justification` and `X-Regent-Purpose`, in UTF-8. Refuses what a person could not be
 * shown as it is: two values, a text too long, control characters. An empty one says nothing.
 */
export function readStated(all: ReadonlyMap<string, string[]>): Stated {
  const justification = readOne(all, 'justification');
  const purpose = readOne(all, 'purpose');
  return {
    ...(justification !== undefined && { justification }),
    ...(purpose !== undefined && { purpose }),
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readOne(
  all: ReadonlyMap<string, string[]>,
  what: keyof typeof LONGEST,
): string | undefined {
  const header = `x-regent-${what}`;
  const values = all.get(header);
  if (!values) return undefined;
  if (values.length > 1) throw new Refusal('repeated-header', `Send the header ${header} once.`);
  const text = decode(values[0]!, header).trim();
  if (text.length > LONGEST[what]) throw refuse(header, `may have ${LONGEST[what]} characters`);
  if (MISLEADING.test(text)) throw refuse(header, 'must have no control characters');
  return text === '' ? undefined : text;
}

/** Node.js gives each byte of a header as a character. */
function decode(value: string, header: string): string {
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    throw refuse(header, 'must be UTF-8');
  }
}

function refuse(header: string, what: string): Refusal {
  return new Refusal('malformed-request', `The header ${header} ${what}.`);
}
