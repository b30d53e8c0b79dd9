/** What the bodies and queries of the API must look like. */

const reason = { type: 'string', maxLength: 1000 } as const;
const text = { type: 'string', minLength: 1, maxLength: 8192 } as const;

/** `{"reason": "…"}`, or no body. */
export const REASON = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: { reason },
};

/** The same where there must be one. */
export const REASON_NEEDED = { ...REASON, type: 'object', required: ['reason'] };

/** What `PublicKeyCredential.toJSON()` gives of an assertion; more of it is left to the library. */
const assertion = {
  type: 'object',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    id: text,
    rawId: text,
    type: { const: 'public-key' },
    clientExtensionResults: { type: 'object' },
    response: {
      type: 'object',
      required: ['clientDataJSON', 'authenticatorData', 'signature'],
      properties: { clientDataJSON: text, authenticatorData: text, signature: text },
    },
  },
};

/** A decision, with a reason and a passkey's signature where they are needed. */
export const DECISION = { ...REASON, properties: { reason, assertion } };

/** What is about to be decided. */
export const VERDICT = {
  type: 'object',
  additionalProperties: false,
  required: ['verdict'],
  properties: { verdict: { enum: ['granted', 'denied'] } },
};

/** Which approvals to list. */
export const LIST = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: {
      enum: [
        'pending',
        'granted',
        'denied',
        'expired',
        'withdrawn',
        'consumed',
        'revoked',
        'voided',
      ],
    },
    mine: { enum: ['true', 'false'] },
  },
};

/** A passkey that a browser has made. */
export const REGISTRATION = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'response'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 100 },
    response: { type: 'object' },
  },
};

/** Who decides instead, and until when. */
export const DELEGATION = {
  type: 'object',
  additionalProperties: false,
  required: ['to', 'until'],
  properties: {
    to: {
      type: 'object',
      additionalProperties: false,
      required: ['issuer', 'subject'],
      properties: { issuer: text, subject: text },
    },
    until: { type: 'string', maxLength: 64 },
    reason,
  },
};
