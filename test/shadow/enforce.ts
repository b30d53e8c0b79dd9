/** A server that decides by the active policy and offers each decision to a shadow, as the pipeline does. */
import { randomUUIDv7 } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import type { Shadow } from '../../gateway/shadow/shadow.ts';
import { activePolicy, inputText } from './support.ts';

/** Sends a request for this path; gives the status. */
export type Ask = (path: string) => Promise<number>;

/** Starts the server; it ends with the test. */
export async function enforce(t: Test, rules: string, shadow: Shadow): Promise<Ask> {
  const policy = await activePolicy(rules);
  const server = createServer((req, res) => {
    const input = inputText({ request: { segments: req.url!.slice(1).split('/') } });
    const { decision } = policy.decide(input);
    shadow.offer(randomUUIDv7(), input, decision);
    res.writeHead(decision.action === 'deny' ? 403 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
    await response.text();
    return response.status;
  };
}
