import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ConfigFile } from '../../schemas/types.ts';

/** Where the parts of `regent dev` are. */
export interface DevParts {
  port: number;
  stateDir: string;
  bundle: string;
  issuer: string;
  upstream: string;
}

/** Environment variable of the upstream's key: the gateway has it, the agent has not. */
export const CRM_KEY_VARIABLE = 'REGENT_DEV_CRM_KEY';
/** Environment variable of the key of pseudonyms. */
export const PSEUDONYM_KEY_VARIABLE = 'REGENT_DEV_PSEUDONYM_KEY';

/** The configuration that `regent dev` runs on, as the file that an operator would write. */
export function devConfig(parts: DevParts): string {
  const config: ConfigFile = {
    gateway: {
      id: 'dev',
      state_dir: parts.stateDir,
      listen: { host: '127.0.0.1', port: parts.port },
      admin: { host: '127.0.0.1', port: parts.port === 0 ? 0 : parts.port + 1 },
      drain_timeout: '5s',
    },
    identity: {
      issuers: [
        {
          issuer: parts.issuer,
          audience: ['urn:regent:gateway'],
          admin_audience: ['urn:regent:admin'],
        },
      ],
    },
    policy: { bundle: parts.bundle },
    approvals: {
      // Short, so that whoever pastes the fifth line sees at once what an agent is told.
      hold: '5s',
      instructions: 'To grant it, run: npx regent approvals approve {id}',
    },
    redaction: { keys: [{ id: 'dev', secret: { env: PSEUDONYM_KEY_VARIABLE } }] },
    connections: [
      {
        name: 'crm',
        match: { path_prefix: '/crm' },
        upstream: parts.upstream,
        credentials: [{ header: 'X-Api-Key', value: { env: CRM_KEY_VARIABLE } }],
      },
    ],
  };
  return `# yaml-language-server: $schema=${join(import.meta.dirname, '../../schemas/config.json')}\n${stringify(config)}`;
}
