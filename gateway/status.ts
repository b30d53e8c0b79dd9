import type { Gateway } from './exchange.ts';
import { toTime } from './to-time.ts';

/** The state of the policy's supply, in the shape of OPA's status API (https://www.openpolicyagent.org/docs/management-status). */
export function describeStatus(gateway: Gateway): Record<string, unknown> {
  const { bundle, config } = gateway.snapshot;
  const { contactAt, activatedAt, refusal, fault } = gateway.supply?.state() ?? {};
  return {
    labels: { id: config.gateway.id, version: gateway.version },
    bundles: {
      policy: {
        name: config.policy.service?.url ?? config.policy.bundle,
        active_revision: bundle.revision,
        ...(contactAt !== undefined && { last_successful_request: toTime(contactAt) }),
        ...(activatedAt !== undefined && { last_successful_activation: toTime(activatedAt) }),
        ...(refusal && { code: refusal.code, message: refusal.detail }),
        ...(fault !== undefined && { code: 'bundle_error', message: fault }),
      },
    },
    ...(gateway.shadow && { shadow: gateway.shadow.state() }),
    ...(gateway.reporting && { reporting: gateway.reporting.state() }),
  };
}
