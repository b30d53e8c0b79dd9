/** Asks `opa` for the decision, and for what each rule contributes to it. */

/** What the query gives. */
export interface RulesAnswer {
  /** The decision, or nothing where it is undefined. */
  decision: unknown[];
  /** By the rule's name; those that say nothing have an empty list. */
  rules: Record<string, unknown[]>;
}

export const RULES_QUERY =
  '{"decision": [d | d := data.regent.decision], ' +
  '"rules": {rule: said | some rule; said := data.regent.rules[rule].decisions}}';
