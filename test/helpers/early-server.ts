import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EARLY } from '../../bundles/early.ts';
import { until } from './until.ts';

/** A bundle server that hands bundles on early and says by hand what becomes of them. */
export interface EarlyServer {
  url: string;
  /** The `Prefer` of the requests so far. */
  preferences: string[];
  /**
   * Waits for a request and begins to answer it with the bytes. So many come `behind` them by the answer's
   * length, one unless told otherwise, if it has a length.
   */
  handOn(bytes: Buffer, behind?: number | 'no length'): Promise<ServerResponse>;
  /** Waits for a request and answers it with the bytes and nothing else. */
  give(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

export async function startEarlyServer(): Promise<EarlyServer> {
  const held: ServerResponse[] = [];
  const preferences: string[] = [];
  const server = createServer((req, res) => {
    preferences.push(String(req.headers['prefer']));
    held.push(res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let tags = 0;
  const take = async (): Promise<ServerResponse> => {
    await until(() => held.length > 0);
    tags += 1;
    return held.shift()!.setHeader('ETag', `"${tags}"`);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bundles/test.tar.gz`,
    preferences,
    async handOn(bytes, behind = 1) {
      const res = await take();
      res.writeHead(200, {
        'Preference-Applied': EARLY,
        ...(behind !== 'no length' && { 'Content-Length': bytes.length + behind }),
      });
      res.write(bytes);
      return res;
    },
    async give(bytes) {
      (await take()).end(bytes);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
