/** Types of entries that belong to an exchange, and seal what may be personal data of others; the most frequent first. */
export const EXCHANGE_TYPES = ['outcome', 'intent', 'refusal', 'approval', 'probe'] as const;
export type ExchangeType = (typeof EXCHANGE_TYPES)[number];

/** Whether entries of a type belong to an exchange. */
export function isExchangeType(type: string): type is ExchangeType {
  return (EXCHANGE_TYPES as readonly string[]).includes(type);
}

/** Whether the key of an exchange may be stored with an entry of a type: an exchange never begins with its outcome. */
export function mayBegin(type: string): boolean {
  return isExchangeType(type) && type !== 'outcome';
}
