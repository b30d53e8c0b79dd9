import { fstatSync, createWriteStream } from 'node:fs';
import { plainLine } from '../bundles/policy/plain.ts';
import { Refusal, SetupError } from '../gateway/errors.ts';
import { redactResponse } from '../gateway/redaction/redact-response.ts';
import { formatHits } from './redact-report.ts';
import type { RuleList } from './redact-rules.ts';
import { readSetup, type RedactOptions, type Setup } from './redact-setup.ts';

const STDOUT = 1;

/** Masks the standard input into the standard output. Gives the exit code. */
export async function redactStandardInput(
  rules: RuleList,
  options: RedactOptions,
): Promise<number> {
  const setup = await readSetup(rules, options).catch(explain);
  if (setup === undefined) return 2;
  const written = { bytes: 0 };
  try {
    const hits = await mask(setup, written);
    if (options.report) process.stderr.write(formatHits(hits, options.report));
    return 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whoever read has what it wanted, such as `head`.
    if (code === 'EPIPE' || code === 'ECONNRESET') return 0;
    console.error(plainLine(describe(error, written.bytes)));
    return 1;
  } finally {
    // What is not read any more must not keep the process waiting for its end.
    process.stdin.destroy();
  }
}

async function mask({ redactions, headers, masking }: Setup, written: { bytes: number }) {
  const response = { status: 200, headers, hasLength: false, body: readInput() };
  const redacted = await redactResponse(response, redactions, masking);
  const { body } = redacted;
  const output = openOutput();
  // Failures reach the callbacks below; unheard, the event would end the process.
  output.on('error', () => {});
  for await (const piece of Buffer.isBuffer(body) ? [body] : body) {
    await write(output, piece);
    written.bytes += piece.length;
  }
  return redacted.hits();
}

/** An empty input is one whose maker failed. */
async function* readInput(): AsyncGenerator<Buffer> {
  let isEmpty = true;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      isEmpty = false;
      yield chunk;
    }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Refusal('upstream-failed', `The input cannot be read (${code}).`, {}, error);
  }
  if (isEmpty) throw new Refusal('unmaskable-response', 'The input is empty.');
}

/** Node.js's own stream of a file loses, without a word, what the disk did not take of a write. */
function openOutput(): NodeJS.WritableStream {
  if (!fstatSync(STDOUT).isFile()) return process.stdout;
  return createWriteStream('', { fd: STDOUT, autoClose: false });
}

async function write(output: NodeJS.WritableStream, piece: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    output.write(piece, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function describe(error: unknown, written: number): string {
  if (error instanceof Refusal) {
    const rest =
      written === 0 ? 'Nothing was written.' : `What was written, ${written} bytes, is incomplete.`;
    return `${error.detail} ${rest}`;
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  // How much of the last piece was taken is not known.
  return `The output cannot be written (${code}). What was written is incomplete.`;
}

function explain(error: unknown): undefined {
  if (!(error instanceof SetupError)) throw error;
  for (const fault of error.faults) console.error(plainLine(fault));
}
