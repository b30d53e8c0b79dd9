/** How the gateway and what it depends on are, from what it has met itself: nothing is asked for it. */
import type { Gateway } from '../exchange.ts';
import type { WitnessStatus } from '../ledger/checkpoints/follow-witness.ts';
import { toTime } from '../to-time.ts';
import type { ConnectionConfig } from '../types.ts';
import type {
  ConnectionHealth,
  Health,
  IssuerHealth,
  LedgerHealth,
  ShadowHealth,
  SupplyHealth,
} from './contract.ts';
import { findLacks } from './find-lacks.ts';

/** The state of this moment. */
export function describeHealth(gateway: Gateway): Health {
  const { snapshot, version, startedAt, approvals, activity, reporting, shadow } = gateway;
  const { config } = snapshot;
  const lacks = findLacks(gateway);
  return {
    gateway: {
      id: config.gateway.id,
      version,
      started_at: startedAt.toISOString(),
      ready: lacks.length === 0,
      lacks,
    },
    connections: config.connections.map((connection) => describeConnection(gateway, connection)),
    issuers: snapshot.identifier.ready().map(describeIssuer),
    supply: describeSupply(gateway),
    ledger: describeLedger(gateway),
    approvals: { pending: approvals.pending(), held: approvals.held() },
    activity: activity.state(),
    notifications: gateway.notifications?.state() ?? [],
    ...(reporting && { reporting: { ...reporting.state() } }),
    ...(shadow && { shadow: describeShadow(shadow.state()) }),
  };
}

function describeConnection(
  { forwarded }: Gateway,
  { name, upstream }: ConnectionConfig,
): ConnectionHealth {
  const { requests, failed, lastOk, lastError } = forwarded.of(name);
  const isFailing = lastError !== undefined && lastError.at >= (lastOk ?? 0);
  return {
    name,
    url: upstream.origin,
    state: requests === 0 ? 'unknown' : isFailing ? 'failing' : 'ok',
    requests,
    failed,
    ...(lastOk !== undefined && { last_ok: toTime(lastOk) }),
    ...(lastError && { last_error: { at: toTime(lastError.at), code: lastError.code } }),
  };
}

function describeIssuer({
  issuer,
  ready,
  keys,
  age,
}: ReturnType<Gateway['snapshot']['identifier']['ready']>[number]): IssuerHealth {
  return {
    issuer,
    ready,
    keys,
    ...(age !== undefined && Number.isFinite(age) && { refreshed_at: toTime(Date.now() - age) }),
  };
}

function describeSupply({ snapshot, supply }: Gateway): SupplyHealth {
  const { service, bundle: file } = snapshot.config.policy;
  const url = service?.url ?? file;
  const { contactAt, activatedAt, refusal, fault } = supply?.state() ?? {};
  const expires = supply?.expiresAt();
  return {
    kind: service ? 'channel' : supply ? 'file' : 'none',
    ...(url !== undefined && { url }),
    ...(snapshot.bundle.digest !== '' && { active: snapshot.bundle }),
    ...(contactAt !== undefined && { last_contact: toTime(contactAt) }),
    ...(activatedAt !== undefined && { last_activation: toTime(activatedAt) }),
    ...(expires !== undefined && { expires: toTime(expires) }),
    stale: supply?.isStale() ?? false,
    expired: supply?.isExpired() ?? false,
    ...(refusal && { refusal }),
    ...(fault !== undefined && { fault }),
  };
}

function describeShadow({
  contactAt,
  activatedAt,
  kinds: _,
  ...state
}: ReturnType<NonNullable<Gateway['shadow']>['state']>): ShadowHealth {
  return {
    ...state,
    ...(contactAt !== undefined && { last_contact: toTime(contactAt) }),
    ...(activatedAt !== undefined && { last_activation: toTime(activatedAt) }),
  };
}

function describeLedger({ ledger, witnesses, snapshot }: Gateway): LedgerHealth {
  const { writable, lag, error, since } = ledger.status();
  const { size, checkpoint } = ledger.head();
  const urls = snapshot.config.ledger.witnesses.map(({ url }) => url);
  return {
    writable,
    lag,
    size,
    signed: checkpoint?.size ?? 0,
    ...(error !== undefined && { error }),
    ...(since !== undefined && { since }),
    ...(checkpoint && { checkpoint_at: checkpoint.time }),
    // In the order of the configuration.
    witnesses: witnesses.status().map((status, index) => describeWitness(status, urls[index])),
  };
}

function describeWitness(
  { name, size, error, split }: WitnessStatus,
  url: string | undefined,
): LedgerHealth['witnesses'][number] {
  const where = { ...(url !== undefined && { url }), ...(error !== undefined && { error }) };
  return { name, size, split, ...where };
}
