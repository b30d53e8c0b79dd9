/** Records the body of a request: whole where it was read, else as it streams to the upstream. */
import { Readable } from 'node:stream';
import type { Exchange, Gateway } from './exchange.ts';
import type { BodyRecorder, RecordedBody } from './ledger/bodies/recorder.ts';
import type { ExchangeKey } from './ledger/contract.ts';
import { purposeKey } from './ledger/seal/purpose.ts';
import type { CanonicalRequest } from './types.ts';

/** A request's body that is recorded as it streams. */
export interface RequestTape {
  /** What has passed; waits for what is being written. Undefined where that failed. */
  stop(): Promise<RecordedBody | undefined>;
  /** Why it could not be recorded. */
  fault?: unknown;
}

/** Records a body that is there as a whole; undefined where there is none, or it is not to be recorded. */
export async function recordRequest(
  { body, connection }: CanonicalRequest,
  key: ExchangeKey,
  { evidence }: Gateway,
): Promise<RecordedBody | undefined> {
  const { request: wanted, limit } = connection.recordBodies;
  if (!wanted || !('bytes' in body)) return undefined;
  return evidence.bodies.put(purposeKey(key.key, 'request'), body.bytes, limit);
}

/** The request with a body that is recorded while it is read, where it streams and is to be recorded. */
export function tapeRequest(
  exchange: Exchange,
  request: CanonicalRequest,
  key: ExchangeKey,
  { evidence }: Gateway,
): CanonicalRequest {
  const { body, connection } = request;
  const { request: wanted, limit } = connection.recordBodies;
  if (!wanted || body.kind !== 'stream') return request;
  const recorder = evidence.bodies.begin(purposeKey(key.key, 'request'), limit);
  const tape: RequestTape & { last: Promise<void>; stopped: boolean } = {
    last: Promise.resolve(),
    stopped: false,
    async stop() {
      tape.stopped = true;
      await tape.last;
      return finish(recorder);
    },
  };
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const chunk of (body as { stream: AsyncIterable<Buffer> }).stream) {
      // Nothing reaches the upstream once its outcome is written.
      if (tape.stopped) return;
      const writing = recorder.write(chunk);
      if (writing) {
        tape.last = writing.catch((error: unknown) => {
          tape.fault = error;
        });
        await writing;
      }
      yield chunk;
    }
  }
  exchange.tape = tape;
  return { ...request, body: { ...body, stream: Readable.from(pieces(), { objectMode: false }) } };
}

/** What a recorder holds; undefined where there is none, or it has failed. */
export async function finish(
  recorder: BodyRecorder | undefined,
): Promise<RecordedBody | undefined> {
  if (!recorder || recorder.isOver) return undefined;
  return recorder.finish().catch(() => undefined);
}
