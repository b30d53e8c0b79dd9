import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { isEraser } from './access.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { ERASED } from './openapi/evidence-shapes.ts';

interface ErasureBody {
  type: string;
  value: string;
  reference: string;
  nonce: string;
}

/**
 * `POST /api/erasures` with `{"type", "value", "reference", "nonce"}` erases a data subject's evidence, for members of
 * the groups of `ledger.erasure.groups`. The nonce, 32 bytes in base64, is the caller's to make and to keep.
 */
export function serveErasures(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const schema = {
    body: BODY,
    ...describeRoute({
      tag: 'evidence',
      summary: 'Destroys the keys of all that is on record of a data subject.',
      answer: ERASED,
      refusals: ['erasure-forbidden', 'legal-hold', 'ledger-unavailable'],
    }),
  };
  app.post<{ Body: ErasureBody }>('/api/erasures', { schema }, async (request) => {
    const person = await identify(request);
    const { issuer, subject } = person;
    if (!isEraser(gateway, person)) {
      const detail = 'Only members of the groups of ledger.erasure.groups may erase.';
      throw new Refusal('erasure-forbidden', detail);
    }
    const { type, value, reference, nonce } = request.body;
    const { erasure, count, certificate } = await gateway.eraser.erase({
      subject: { type, value },
      reference,
      by: `${subject} @ ${issuer}`,
      nonce: Buffer.from(nonce, 'base64'),
    });
    gateway.log.warn({ erasure, reference, count, subject, issuer }, 'evidence was erased');
    return { erasure, count, certificate };
  });
}

const BODY = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'value', 'reference', 'nonce'],
  properties: {
    type: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 },
    value: { type: 'string', minLength: 1, maxLength: 1000 },
    // A line of the certificate.
    reference: {
      type: 'string',
      pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]+$`,
      maxLength: 200,
    },
    nonce: { type: 'string', pattern: '^[A-Za-z0-9+/]{43}=$' },
  },
};
