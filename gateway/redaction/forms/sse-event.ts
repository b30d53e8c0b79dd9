import { maskDocument, type FormOptions } from './mask-document.ts';
import { isBlank } from './is-blank.ts';
import { readLines, type SseLine } from './sse-lines.ts';
import { joinLines, splitLines } from './split-data.ts';
import { unmaskable } from './unmaskable.ts';

const COLON = Buffer.from(':');

/**
 * What may stand in fields besides `data`. They cannot be masked, so that only what looks like a
 * name or a position in the stream passes; an email address, a sentence or JSON does not.
 */
const PASSED = new Map<string, RegExp>([
  ['event', /^[A-Za-z0-9_.:/-]{0,100}$/],
  ['id', /^[A-Za-z0-9_.:/+=~,-]{0,200}$/],
  ['retry', /^\d{0,15}$/],
]);

/**
 * Masks an event, with the line ends that it came with. Of a comment only its colon leaves: no
 * reader looks at the rest, and it could tell anything. Throws a Refusal for data that is neither
 * JSON, nor white space, nor a sentinel, and for a field that the specification does not know:
 * readers skip it, but its bytes would leave.
 */
export function maskEvent(
  event: Buffer,
  sentinels: readonly string[],
  options: FormOptions,
): Buffer {
  const lines = readLines(event);
  const data = lines.filter((line) => line.field === 'data');
  const masked = maskData(data, sentinels, options);
  if (masked.includes(undefined) && data.at(-1)!.end.length === 0) {
    throw unmaskable('The last event of the response is not whole.');
  }
  const written = new Map(data.map((line, index) => [line, masked[index]]));
  return Buffer.concat(lines.flatMap((line) => writeLine(line, written.get(line))));
}

/** For each `data` line its masked value; undefined where the line is within a masked value. */
function maskData(
  data: readonly SseLine[],
  sentinels: readonly string[],
  { makeDocument }: FormOptions,
): (Buffer | undefined)[] {
  const values = data.map((line) => line.value);
  if (values.every((value) => isBlank(value))) return values;
  if (values.length === 1 && sentinels.includes(values[0]!.toString())) return values;
  return splitLines(maskDocument(makeDocument, joinLines(values)), values.length);
}

function writeLine({ field, prefix, value, end }: SseLine, masked: Buffer | undefined): Buffer[] {
  if (field === 'data') {
    if (!masked) return [];
    if (masked.length > 0 && !prefix.includes(COLON)) {
      throw unmaskable('A data line of an event has no colon.');
    }
    return [prefix, masked, end];
  }
  if (field === ':') return [COLON, end];
  if (field !== '' && !PASSED.get(field)?.test(value.toString('latin1'))) {
    throw unmaskable('An event has a field or a value of one that may not pass.');
  }
  return [prefix, value, end];
}
