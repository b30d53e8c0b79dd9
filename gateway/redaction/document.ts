import type { JSONValue } from 'json-p3';
import { toValue, type JsonNode } from '../json/read.ts';

/** A response body that was read once, and its JavaScript values for the libraries that want those. */
export class Document {
  readonly root: JsonNode;
  #values: Map<JsonNode, JSONValue> | undefined;
  #containers: Map<unknown, JsonNode> | undefined;

  constructor(root: JsonNode) {
    this.root = root;
  }

  /** The value of a node, its numbers as doubles. Made for the whole tree at the first call. */
  valueOf(node: JsonNode): JSONValue {
    return this.#valuesByNode().get(node);
  }

  /** The node of an object or array that `valueOf` gave; undefined for anything else. */
  nodeOf(container: unknown): JsonNode | undefined {
    this.#valuesByNode();
    return this.#containers?.get(container);
  }

  #valuesByNode(): Map<JsonNode, JSONValue> {
    if (!this.#values) {
      this.#values = new Map();
      this.#containers = new Map();
      this.#pair(this.root, toValue(this.root, { exactNumbers: false }) as JSONValue);
    }
    return this.#values;
  }

  #pair(node: JsonNode, value: JSONValue): void {
    this.#values?.set(node, value);
    if (node.kind === 'array') {
      this.#containers?.set(value, node);
      const values = value as JSONValue[];
      for (const [index, item] of node.items.entries()) this.#pair(item, values[index]);
    } else if (node.kind === 'object') {
      this.#containers?.set(value, node);
      const values = value as Record<string, JSONValue>;
      for (const member of node.members) this.#pair(member.value, values[member.key]);
    }
  }
}
