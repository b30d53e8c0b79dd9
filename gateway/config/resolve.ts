/** Turns the checked file into the `Config` that the gateway runs with, and checks what a schema cannot. */
import type { ConfigFile, ConnectionSection, IssuerSection } from '../../schemas/types.ts';
import type { Config } from '../types.ts';
import { checkPageOrigin, resolveApprovals } from './approvals.ts';
import { resolveConsole } from './console.ts';
import { resolveConnection } from './connection.ts';
import { resolveGateway } from './gateway.ts';
import { resolveIssuer } from './issuer.ts';
import { resolveLedger } from './ledger.ts';
import { resolveNotifications } from './notifications.ts';
import type { Place, Pruned } from './place.ts';
import { resolvePolicy } from './policy.ts';
import { resolveRedaction } from './redaction.ts';
import { resolveReporting } from './reporting.ts';
import type { Surroundings } from './surroundings.ts';
import { checkLoops, checkMatches, checkNames } from './unique.ts';
import { duration, size } from './units.ts';

/**
 * The configuration of `raw`. Faults are told at `root`; with one the result must not be used.
 */
export function resolveConfig(
  root: Place,
  raw: Pruned<ConfigFile>,
  surroundings: Surroundings,
): Config {
  const { baseDir, env } = surroundings;
  const gateway = resolveGateway(root.at('gateway'), raw.gateway, baseDir);
  const issuers = resolveIssuers(root.at('identity', 'issuers'), raw.identity?.issuers, baseDir);
  const config: Config = {
    gateway,
    limits: resolveLimits(root.at('limits'), raw.limits),
    issuers,
    policy: resolvePolicy(root.at('policy'), raw.policy, surroundings),
    approvals: resolveApprovals(root.at('approvals'), raw.approvals),
    ...(raw.console && {
      console: resolveConsole(root.at('console'), raw.console, surroundings, issuers),
    }),
    redaction: resolveRedaction(root.at('redaction'), raw.redaction, surroundings),
    ledger: resolveLedger(root.at('ledger'), raw.ledger, gateway, surroundings),
    ...(raw.reporting && {
      reporting: resolveReporting(root.at('reporting'), raw.reporting, surroundings),
    }),
    logLevel: root.at('log', 'level').need(raw.log?.level, 'info'),
    connections: resolveConnections(root.at('connections'), raw.connections, baseDir, env),
  };
  if (raw.notifications) {
    const place = root.at('notifications');
    const { issuers } = config;
    config.notifications = resolveNotifications(place, raw.notifications, issuers, surroundings);
  }
  checkPageOrigin(root.at('approvals', 'passkeys', 'origins'), config);
  checkLoops(root.at('connections'), raw.connections, config.gateway);
  return config;
}

function resolveLimits(place: Place, raw: Pruned<ConfigFile>['limits'] = {}): Config['limits'] {
  const headerBytes = size(place.at('header_bytes'), raw.header_bytes, ['1KiB', '1MiB']);
  const targetBytes = size(place.at('target_bytes'), raw.target_bytes, ['1B', '1MiB']);
  // The request line counts among the headers: a longer target could never arrive.
  if (raw.target_bytes !== undefined && targetBytes > headerBytes) {
    place.at('target_bytes').fault('must be at most header_bytes, which counts it too');
  }
  return {
    headerCount: place.at('header_count').need(raw.header_count, 0),
    headerBytes,
    targetBytes,
    bodyBytes: size(place.at('body_bytes'), raw.body_bytes, ['1B', '64MiB']),
    jsonDepth: place.at('json_depth').need(raw.json_depth, 0),
    requestTimeout: duration(place.at('request_timeout'), raw.request_timeout, '1h'),
  };
}

function resolveIssuers(
  place: Place,
  raw: (Pruned<IssuerSection> | undefined)[] | undefined,
  baseDir: string,
): Config['issuers'] {
  const items = place.need(raw, []);
  checkNames(place, 'issuer', items);
  return items.flatMap((item, index) =>
    item === undefined ? [] : resolveIssuer(place.at(index), item, baseDir),
  );
}

function resolveConnections(
  place: Place,
  raw: (Pruned<ConnectionSection> | undefined)[] | undefined,
  baseDir: string,
  env: NodeJS.ProcessEnv,
): Config['connections'] {
  const items = place.need(raw, []);
  checkNames(place, 'name', items);
  checkMatches(place, items);
  return items.flatMap((item, index) =>
    item === undefined ? [] : resolveConnection(place.at(index), item, baseDir, env),
  );
}
