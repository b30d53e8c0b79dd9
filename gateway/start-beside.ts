import { join } from 'node:path';
import type { Gateway } from './exchange.ts';
import type { Reader } from './ledger/read/reader.ts';
import { startNotifications } from './notify/notify.ts';
import { startReporting } from './reporting/reporting.ts';
import { startShadow } from './shadow/shadow.ts';
import { describeStatus } from './status.ts';

/** Starts what runs beside the requests and never holds one up: the shadow, notifications and the uploads, where they are configured. */
export async function startBeside(gateway: Gateway, reader: Reader): Promise<void> {
  const { snapshot, ledger, metrics, log, version } = gateway;
  const { config } = snapshot;
  const { stateDir, id } = config.gateway;
  const { shadow, trust } = config.policy;
  if (shadow && trust) {
    gateway.shadow = await startShadow({
      config: shadow,
      trust: { ...trust, ...(shadow.scope !== undefined && { scope: shadow.scope }) },
      limits: config.policy,
      dir: join(stateDir, 'shadow'),
      record: {
        one: async (data) => void (await ledger.append('shadow', data)),
        many: async (data) => void (await ledger.append('shadows', data)),
      },
      count: (result, kinds) => metrics.shadowCompared(result, kinds),
      log: (level, facts, message) => log[level](facts, message),
    });
  }
  if (config.notifications) {
    gateway.notifications = startNotifications({
      config: config.notifications,
      file: join(stateDir, 'notify.db'),
      approvals: gateway.approvals,
      ...(config.console && { link: linkTo(config.console.url) }),
      count: (channel, what) => metrics.notified(channel, what),
      log: (level, facts, message) => log[level](facts, message),
    });
  }
  if (config.reporting) {
    gateway.reporting = startReporting({
      config: config.reporting,
      gateway: { id, version },
      ledger: { dir: join(stateDir, 'ledger'), durable: () => ledger.status().seq, reader },
      dir: join(stateDir, 'reporting'),
      status: () => describeStatus(gateway),
      count: (what, decisions) => metrics.reported(what, decisions),
      log: (level, facts, message) => log[level](facts, message),
    });
  }
}

/** Addresses of the page: of one approval, or of all that wait. */
function linkTo(url: string): (approval?: string) => string {
  return (approval) => `${url}/inbox${approval === undefined ? '' : `/${approval}`}`;
}
