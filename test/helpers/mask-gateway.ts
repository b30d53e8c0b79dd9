import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redactions } from '../../gateway/redaction/redactions.ts';
import { alwaysDecide, startTestGateway, type TestGateway, type TestSettings } from './gateway.ts';

/** What must not come through, whatever the upstream and the agent do. */
export const SECRET = 'ada@example.org';

/** A document with the secret, and what must come of it. */
export const BODY = JSON.stringify({ id: 1, email: SECRET });
export const MASKED = '{"id":1,"email":"[redacted]"}';

export const JSON_TYPE = { 'content-type': 'application/json' };

/** A gateway that masks every answer, and an upstream whose answer each test chooses. */
export interface MaskGateway extends TestGateway {
  respond(answer: RequestListener): void;
  /** Answers with this body: status 200 and JSON unless told otherwise. */
  respondWith(body: string | Buffer, head?: { status?: number; headers?: object }): void;
  /** The last outcome on record, once one is there that `after` does not count. */
  outcome(after: number): Promise<Record<string, unknown>>;
  /** How many outcomes are on record. */
  outcomes(): Promise<number>;
}

/** Starts one; it masks `$.email` unless told otherwise. */
export async function startMaskGateway(
  redactions: Redactions = { masks: [{ path: '$.email', with: 'redact' }] },
  settings: Partial<TestSettings> = {},
): Promise<MaskGateway> {
  let respond: RequestListener = (_req, res) => res.end();
  const gateway = await startTestGateway({
    ...settings,
    policy: alwaysDecide({ action: 'mask', reasons: ['test'], ...redactions }),
    upstream: (req, res) => respond(req, res),
  });
  const outcomes = async (): Promise<Record<string, unknown>[]> =>
    (await gateway.entries())
      .filter(({ type }) => type === 'outcome')
      .map(({ data }) => data as Record<string, unknown>);
  return {
    ...gateway,
    respond: (answer) => (respond = answer),
    respondWith: (body, { status = 200, headers = JSON_TYPE } = {}) => {
      respond = (_req, res) => res.writeHead(status, headers as Record<string, string>).end(body);
    },
    outcome: async (after) => {
      for (;;) {
        const found = await outcomes();
        if (found.length > after) return found.at(-1)!;
        await sleep(20);
      }
    },
    outcomes: async () => (await outcomes()).length,
  };
}

/** The bytes of a request. */
export function requestText(gateway: TestGateway, path: string, more: string[] = []): string {
  const headers = ['Host: gw', `Authorization: Bearer ${gateway.token}`, ...more];
  return [`GET ${path} HTTP/1.1`, ...headers, '', ''].join('\r\n');
}

/** A connection to the gateway on which a request was sent. */
export async function openRequest(gateway: TestGateway, path: string): Promise<Socket> {
  const socket = connect(gateway.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(requestText(gateway, path));
  return socket;
}

/** Writes as much as is taken, to `total` bytes or until it is ended; tells how many were. */
export async function flood(
  res: ServerResponse,
  piece: Buffer,
  total: number,
  until: AbortSignal,
  tell: (written: number) => void = () => {},
): Promise<void> {
  for (let written = 0; written < total && !until.aborted && !res.destroyed;) {
    written += piece.length;
    const isTaken = res.write(piece);
    tell(written);
    if (!isTaken) await once(res, 'drain', { signal: until }).catch(() => {});
  }
}
