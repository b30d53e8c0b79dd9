import { readExactly } from './exact-number.ts';
import type { JsonNode, JsonObject } from './nodes.ts';

/**
 * The JavaScript value of a tree, as `JSON.parse` would give it. With `exactNumbers` a number whose
 * double prints as another value is a `JSON.rawJSON` object, so that `JSON.stringify` writes all of
 * its digits.
 */
export function toValue(node: JsonNode, options: { exactNumbers: boolean }): unknown {
  switch (node.kind) {
    case 'object':
      return toObject(node, options);
    case 'array': {
      const { items } = node;
      const values: unknown[] = [];
      for (const item of items) values.push(toValue(item, options));
      return values;
    }
    case 'string':
      return node.value;
    case 'number':
      return options.exactNumbers ? readExactly(node.lexeme) : Number(node.lexeme);
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return null;
  }
}

function toObject(node: JsonObject, options: { exactNumbers: boolean }): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { key, value } of node.members) {
    if (key === '__proto__') {
      // Assigned, it would be the object's prototype and no member.
      const own = { value: toValue(value, options), enumerable: true };
      Object.defineProperty(object, key, { ...own, configurable: true, writable: true });
    } else {
      object[key] = toValue(value, options);
    }
  }
  return object;
}
