import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import autocannon from 'autocannon';

/** How one server did. Latencies in milliseconds. */
export interface LoadResult {
  perSecond: number;
  p50: number;
  p99: number;
  requests: number;
  errors: number;
}

/** Connections and seconds of each measurement, the same for all. */
export const CONNECTIONS = 64;

/** Whether a command is on the PATH. */
export function isInstalled(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`]);
    return true;
  } catch {
    return false;
  }
}

const withWrk = isInstalled('wrk');

/** The client's name, for the report. */
export const client = withWrk ? 'wrk' : 'autocannon';

/** Sends requests for some seconds and measures. */
export function load(
  url: string,
  token: string,
  seconds: number,
  connections = CONNECTIONS,
): Promise<LoadResult> {
  return (withWrk ? loadByWrk : loadByAutocannon)(url, token, seconds, connections);
}

async function loadByWrk(
  url: string,
  token: string,
  seconds: number,
  connections: number,
): Promise<LoadResult> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency'];
  const { stdout } = await promisify(execFile)('wrk', [
    ...args,
    '-H',
    `Authorization: Bearer ${token}`,
    url,
  ]);
  const find = (pattern: RegExp): string => pattern.exec(stdout)?.[1] ?? '0';
  return {
    perSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    p50: toMilliseconds(find(/^\s+50%\s+(\S+)/m)),
    p99: toMilliseconds(find(/^\s+99%\s+(\S+)/m)),
    requests: Number(find(/(\d+) requests in/)),
    errors: Number(find(/Non-2xx or 3xx responses: (\d+)/)),
  };
}

function toMilliseconds(text: string): number {
  const value = Number.parseFloat(text);
  if (text.endsWith('us')) return value / 1000;
  return text.endsWith('ms') ? value : value * 1000;
}

async function loadByAutocannon(
  url: string,
  token: string,
  seconds: number,
  connections: number,
): Promise<LoadResult> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${token}` },
  });
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    requests: result.requests.total,
    errors: result.non2xx + result.errors,
  };
}
