/**
 * The tree that `readJson` makes of a JSON text. `start` is the offset of a value's first byte,
 * `end` the offset after its last, so that a value can be replaced in the bytes it was read from.
 */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral;

/** A JSON object, its members in the order of the text. */
export interface JsonObject {
  kind: 'object';
  start: number;
  end: number;
  members: JsonMember[];
}

/** A member reaches from `keyStart`, its name's opening quote, to `value.end`. */
export interface JsonMember {
  /** The name, unescaped. */
  key: string;
  keyStart: number;
  value: JsonNode;
}

/** A JSON array. */
export interface JsonArray {
  kind: 'array';
  start: number;
  end: number;
  items: JsonNode[];
}

/** A JSON string; its span includes the quotes. */
export interface JsonString {
  kind: 'string';
  start: number;
  end: number;
  /** Unescaped, and well-formed Unicode. */
  value: string;
}

/** A JSON number. */
export interface JsonNumber {
  kind: 'number';
  start: number;
  end: number;
  /** As written. */
  lexeme: string;
}

/** One of the three literal names. */
export interface JsonLiteral {
  kind: 'true' | 'false' | 'null';
  start: number;
  end: number;
}
