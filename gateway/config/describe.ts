import type { Config } from '../types.ts';

const PEM_MEMBERS = new Set(['ca', 'cert', 'key']);

/** The configuration for the log, as plain data: a secret is its source, and PEM text is left out. */
export function describeConfig(config: Config): Record<string, unknown> {
  const text = JSON.stringify(config, (name, value: unknown) =>
    PEM_MEMBERS.has(name) && typeof value === 'string' ? '[PEM]' : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}
