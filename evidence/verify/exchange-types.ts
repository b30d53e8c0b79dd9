/** Types of entries that belong to an exchange, the most frequent first. */
export const EXCHANGE_TYPES = ['outcome', 'intent', 'refusal', 'approval', 'probe'] as const;
export type ExchangeType = (typeof EXCHANGE_TYPES)[number];

/** Whether entries of a type belong to an exchange. */
export function isExchangeType(type: string): type is ExchangeType {
  return (EXCHANGE_TYPES as readonly string[]).includes(type);
}
