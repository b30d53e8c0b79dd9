import { connect } from 'node:net';

/** Sends bytes as they are and reads until the server closes, or until it is silent for `patience` ms. */
export async function sendRaw(
  port: number,
  text: string | Buffer,
  patience = 1000,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(patience, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
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
