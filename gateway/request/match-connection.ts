import type { ConnectionConfig } from '../types.ts';

/** A connection and what is left of the path for it. */
export interface Match {
  connection: ConnectionConfig;
  /** How many leading segments the connection's prefix took. */
  prefixLength: number;
}

/** Finds the connection of a request, or `undefined`. */
export type ConnectionMatcher = (host: string, segments: readonly string[]) => Match | undefined;

/** Orders the connections so that the first that fits is the most particular: host before none, longer prefix first. */
export function createConnectionMatcher(
  connections: readonly ConnectionConfig[],
): ConnectionMatcher {
  const candidates = connections
    .map((connection) => ({
      connection,
      host: connection.match.host,
      prefix: connection.match.pathPrefix?.slice(1).split('/') ?? [],
    }))
    .toSorted(
      (a, b) =>
        Number(b.host !== undefined) - Number(a.host !== undefined) ||
        b.prefix.length - a.prefix.length,
    );
  return (host, segments) => {
    const name = host.replace(/:[0-9]+$/, '');
    const found = candidates.find(
      (candidate) =>
        (candidate.host === undefined || candidate.host === name) &&
        candidate.prefix.every((segment, index) => segments[index] === segment),
    );
    return found && { connection: found.connection, prefixLength: found.prefix.length };
  };
}
