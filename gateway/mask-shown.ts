import { Refusal } from './errors.ts';
import { maskKeysOf } from './redaction/mask-keys.ts';
import { redactResponse } from './redaction/redact-response.ts';
import type { ApprovalDemand, Config, Detector } from './types.ts';

/** Everything that is looked for in a body where the policy does not say how it is masked. */
const EVERYTHING: Detector[] = (
  [
    'email',
    'phone',
    'iban',
    'credit-card',
    'national-id',
    'ip',
    'jwt',
    'secret',
    'date-of-birth',
  ] as const
).map((type) => ({ type, with: 'redact' }));

/**
 * Masks a request's body for an approver who may not see it. Undefined where it cannot be masked
 * surely: then it is not shown.
 */
export async function maskShown(
  config: Config,
  body: Uint8Array,
  type: string | undefined,
  show: ApprovalDemand['show'] = { detect: EVERYTHING },
): Promise<Uint8Array | undefined> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const response = {
    status: 200,
    headers: type === undefined ? [] : ['content-type', type],
    hasLength: true,
    body: (async function* () {
      yield bytes;
    })(),
  };
  try {
    const { body: masked } = await redactResponse(response, show, {
      method: 'GET',
      limit: config.limits.bodyBytes,
      maxDepth: config.limits.jsonDepth,
      jsonTexts: false,
      keys: maskKeysOf(config.redaction),
    });
    if (Buffer.isBuffer(masked)) return masked;
    const pieces: Buffer[] = [];
    for await (const piece of masked) pieces.push(piece);
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
