/** Sends requests over real sockets and gives back what came, undecoded: fetch would unpack it. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Test } from 'tap';
import { type Crm, startCrm } from '../../examples/crm/server.ts';

/** What the server answered. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** What is sent besides the URL. A body that is no string is sent as JSON. */
export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Sends one request on a connection of its own. */
export async function send(url: string, sending: Sending = {}): Promise<Answer> {
  const { method = 'GET', body } = sending;
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const outgoing = request(url, { method, agent: false, headers: { ...type, ...sending.headers } });
  const arrived = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
  const [response] = await arrived;
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes: await buffer(response),
  };
}

/** The answer's body, a JSON object. */
export function readJson(answer: Answer): Record<string, unknown> {
  return JSON.parse(answer.bytes.toString()) as Record<string, unknown>;
}

/** Starts the example upstream for a test; `ask` sends to it with the right key. */
export async function openCrm(t: Test, customers: number) {
  const crm: Crm = await startCrm({ apiKey: 'secret', customers });
  t.teardown(() => crm.close());
  const ask = (path: string, sending: Sending = {}) =>
    send(crm.url + path, { ...sending, headers: { 'x-api-key': 'secret', ...sending.headers } });
  return { crm, ask };
}
