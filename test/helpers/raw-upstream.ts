import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** An upstream that says bytes as they are. */
export interface RawUpstream {
  url: URL;
  /** Its connections, in order. */
  sockets: Socket[];
  /** The first lines of the requests that came, in order. */
  requests: string[];
  close(): Promise<void>;
}

/** Starts one; `answer` is told each request by its first line. Requests must come in one piece, as those without a body do. */
export async function startRawUpstream(
  answer: (socket: Socket, firstLine: string) => void,
): Promise<RawUpstream> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      const [firstLine] = bytes.toString('latin1').split('\r\n', 1);
      requests.push(firstLine!);
      answer(socket, firstLine!);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    sockets,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer of text as bytes. */
export function answerText(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
