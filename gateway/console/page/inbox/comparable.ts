import { indentJson } from '../lib/indent-json.ts';
import type { Approval } from './types.ts';

/** What may differ from one request to the next, as lines. A body is there only as long as the request is open. */
export function comparable({ summary, justification, purpose }: Approval): string {
  const { method, host, target, headers, identity, decision, bundle, body } = summary;
  const text = body && 'text' in body ? (indentJson(body.text) ?? body.text) : undefined;
  const shown = {
    request: `${method} ${host}${target}`,
    headers,
    identity,
    justification,
    purpose,
    masks: decision.masks,
    detect: decision.detect,
    bundle: bundle.revision,
  };
  return `${JSON.stringify(shown, undefined, 2)}${text === undefined ? '' : `\n${text}`}`;
}
