/** What became of the requests that were forwarded, by connection: the state of upstreams as the traffic finds it. */

/** How the requests to one upstream went since the start. Times are milliseconds since the epoch. */
export interface Forwarded {
  requests: number;
  failed: number;
  lastOk?: number;
  lastError?: { at: number; code: string };
}

/** Statuses by which an upstream, or what stands before it, says that it cannot answer now. */
const AWAY = new Set([502, 503, 504]);

/** Counts them. */
export class ForwardLog {
  readonly #connections = new Map<string, Forwarded>();

  /** The upstream answered with this status. */
  answered(connection: string, status: number): void {
    if (AWAY.has(status)) {
      this.failed(connection, `status-${status}`);
      return;
    }
    const log = this.of(connection);
    log.requests += 1;
    log.lastOk = Date.now();
    this.#connections.set(connection, log);
  }

  /** It could not be asked, or did not answer: why, by an error code. */
  failed(connection: string, code: string): void {
    const log = this.of(connection);
    log.requests += 1;
    log.failed += 1;
    log.lastError = { at: Date.now(), code };
    this.#connections.set(connection, log);
  }

  of(connection: string): Forwarded {
    return this.#connections.get(connection) ?? { requests: 0, failed: 0 };
  }
}
