import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeCustomers } from '../customers.ts';
import { report } from './child.ts';

/** A service that tells of customers, in as many bytes of JSON as the path's last segment says. */
const bodies = new Map<string, Buffer>();

const server = createServer((req, res) => {
  const size = req.url!.split('/').at(-1)!;
  let body = bodies.get(size);
  if (!body) bodies.set(size, (body = writeCustomers(Number(size))));
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  res.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  report({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
