/** Where status and decision logs are uploaded to. */
import type { ReportingSection } from '../../schemas/types.ts';
import type { ReportingConfig } from '../types.ts';
import type { Place, Pruned } from './place.ts';
import { resolveSecret } from './resolve-secret.ts';
import { headerRule } from './secret.ts';
import type { Surroundings } from './surroundings.ts';
import { duration, size } from './units.ts';
import { checkKeysUrl } from './urls.ts';

/** Resolves the section. */
export function resolveReporting(
  place: Place,
  raw: Pruned<ReportingSection>,
  { baseDir, env }: Surroundings,
): ReportingConfig {
  if (raw.url !== undefined) checkKeysUrl(place.at('url'), raw.url);
  if (raw.url?.includes('?')) place.at('url').fault('must have no query');
  const token = raw.token && resolveSecret(place.at('token'), raw.token, baseDir, env, headerRule);
  const labels = Object.entries(raw.labels ?? {});
  for (const [name] of labels) {
    if (name === 'id' || name === 'version') place.at('labels', name).fault('is set by Regent');
  }
  return {
    url: place.at('url').need(raw.url, '').replace(/\/+$/, ''),
    ...(token && { token }),
    status: place.at('status').need(raw.status, true),
    decisionLogs: place.at('decision_logs').need(raw.decision_logs, true),
    delay: duration(place.at('delay'), raw.delay, '1h'),
    uploadBytes: size(place.at('upload_bytes'), raw.upload_bytes, ['1KiB', '64MiB']),
    erase: (raw.erase ?? []).filter((pointer) => pointer !== undefined),
    labels: Object.fromEntries(
      labels.filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}
