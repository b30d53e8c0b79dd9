import { connect } from 'node:net';

/** How long an answer's first byte may take where this machine is slow. */
const FIRST_BYTE = 30_000;

/**
 * Sends bytes as they are and reads until the server closes, or, where it keeps the connection, until it
 * is silent for `patience` ms after it began to answer.
 */
export async function sendRaw(
  port: number,
  text: string | Buffer,
  patience = 1000,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(FIRST_BYTE, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      socket.setTimeout(patience);
      answer += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.write(text);
  });
}

/** Status and problem code of a raw answer. */
export function readProblem(answer: string): { status: number; code: string | undefined } {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  return { status, code: /"code":"([a-z-]+)"/.exec(answer)?.[1] };
}
