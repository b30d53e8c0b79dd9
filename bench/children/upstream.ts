import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { report } from './child.ts';

/** A service that does next to nothing: the same 1 KB of JSON for every request. */
const body = JSON.stringify({
  id: 17,
  reference: 4503599627370497,
  name: 'Ada Example',
  email: 'ada@example.org',
  iban: 'DE89370400440532013000',
  notes: 'x'.repeat(1024 - 130),
});

const server = createServer((_req, res) => {
  res.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  report({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
