/** Asks the API behind the page, as a person of a group. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivityPage, ActivityRow } from '../../gateway/admin/contract.ts';
import type { TestGateway } from './gateway.ts';
import { until } from './until.ts';

/** The group whose members read, in gateways of these tests. */
export const READERS = 'auditors';

/** How somebody asks. */
export interface AskOptions {
  /** Absent: without a token. */
  groups?: string[];
  sub?: string;
  method?: string;
  body?: object;
}

/** Asks the admin listener. */
export async function askAdmin(
  gateway: TestGateway,
  path: string,
  { groups, sub = 'rita', method, body }: AskOptions = {},
): Promise<Response> {
  const token = groups && (await gateway.issuer.sign({ sub, aud: 'urn:regent:admin', groups }));
  return fetch(gateway.adminUrl + path, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** Asks as a reader; the JSON of a good answer. */
export async function read<T>(gateway: TestGateway, path: string): Promise<T> {
  let answer: unknown;
  await until(async () => {
    const response = await askAdmin(gateway, path, { groups: [READERS] });
    answer = await response.json();
    // On a loaded machine neither the thread of the index nor the issuer may have come to it.
    if (response.status === 503) {
      await sleep(100);
      return false;
    }
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return true;
  });
  return answer as T;
}

/** The requests of a search, once the index has caught up and there are at least so many. */
export async function searchOnce(
  gateway: TestGateway,
  query: string,
  count: number,
): Promise<ActivityRow[]> {
  let page: ActivityPage = { requests: [] };
  await until(async () => {
    page = await read<ActivityPage>(gateway, `/api/activity?${query}`);
    if (page.behind === undefined && page.requests.length >= count) return true;
    // The thread of the index has less of the processor than whoever asks it too often.
    await sleep(100);
    return false;
  });
  return page.requests;
}
