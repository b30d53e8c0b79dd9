import type { Gateway } from '../exchange.ts';

/** What the gateway lacks to be ready: to decide, record and forward. */
export function findLacks(gateway: Gateway): string[] {
  const lacks: string[] = [];
  if (gateway.draining) lacks.push('shutting-down');
  if (!gateway.ledger.status().writable) lacks.push('ledger-unavailable');
  if (gateway.snapshot.bundle.digest === '') lacks.push('policy-missing');
  if (gateway.supply?.isExpired()) lacks.push('policy-expired');
  if (gateway.supply?.isStale()) lacks.push('policy-stale');
  for (const issuer of gateway.snapshot.identifier.ready()) {
    if (!issuer.ready) lacks.push(`keys-unavailable: ${issuer.issuer}`);
  }
  return lacks;
}
