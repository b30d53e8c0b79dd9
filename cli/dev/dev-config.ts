import { join } from 'node:path';
import { stringify } from 'yaml';
import { ADMIN_AUDIENCE, CLI_CLIENT, CONSOLE_CLIENT } from '../../examples/issuer/accounts.ts';
import type { ConfigFile } from '../../schemas/types.ts';

/** Where the parts of `regent dev` are. */
export interface DevParts {
  port: number;
  /** Of the admin listener; the page's address has it. */
  adminPort: number;
  stateDir: string;
  bundle: string;
  issuer: string;
  upstream: string;
}

/** Environment variable of the upstream's key: the gateway has it, the agent has not. */
export const CRM_KEY_VARIABLE = 'REGENT_DEV_CRM_KEY';
/** Environment variable of the key of pseudonyms. */
export const PSEUDONYM_KEY_VARIABLE = 'REGENT_DEV_PSEUDONYM_KEY';

/** Origin of the page. It is by name: browsers use passkeys on `localhost`, and not on an address. */
export function consoleUrl(adminPort: number): string {
  return `http://localhost:${adminPort}`;
}

/** The configuration that `regent dev` runs on, as the file that an operator would write. */
export function devConfig(parts: DevParts): string {
  const url = consoleUrl(parts.adminPort);
  const config: ConfigFile = {
    gateway: {
      id: 'dev',
      state_dir: parts.stateDir,
      listen: { host: '127.0.0.1', port: parts.port },
      admin: { host: '127.0.0.1', port: parts.adminPort },
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
      passkeys: { rp_id: 'localhost', origins: [url] },
    },
    console: {
      url,
      oidc: [
        {
          name: 'example',
          label: 'the example issuer',
          issuer: parts.issuer,
          client_id: CONSOLE_CLIENT,
          cli_client_id: CLI_CLIENT,
          resource: ADMIN_AUDIENCE,
        },
      ],
    },
    ledger: { reading: { groups: ['dpo', 'security'] } },
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
