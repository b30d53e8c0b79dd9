import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { report } from './child.ts';

/** http-proxy-middleware alone, with the sockets that Regent would have. */
const proxy = createProxyMiddleware({
  target: process.argv[2]!,
  changeOrigin: true,
  agent: new Agent({ keepAlive: true, maxSockets: 256 }),
});
const server = createServer((req, res) => void proxy(req, res));
server.listen(0, '127.0.0.1', () => {
  report({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
