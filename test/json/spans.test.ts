import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import { toValue, type JsonNode } from '../../gateway/json/read.ts';
import { JSON_TEXT } from './arbitrary.ts';
import { faultOf, read, valueOf } from './helpers.ts';

/** Reads the bytes of each value alone and compares. */
function assertSpans(node: JsonNode, bytes: Buffer): void {
  const own = valueOf(bytes.subarray(node.start, node.end));
  assert.deepEqual(own, toValue(node, { exactNumbers: false }));
  assert.ok(!/^\s|\s$/.test(bytes.toString('utf8', node.start, node.end)));
  if (node.kind === 'array') for (const item of node.items) assertSpans(item, bytes);
  if (node.kind !== 'object') return;
  for (const { key, keyStart, value } of node.members) {
    assert.ok(node.start < keyStart && keyStart < value.start && value.end < node.end);
    const member = valueOf(`{${bytes.toString('utf8', keyStart, value.end)}}`) as object;
    assert.deepEqual(Object.keys(member), [key]);
    assertSpans(value, bytes);
  }
}

void t.test("each value's span, read alone, is that value", (t) => {
  const property = fc.property(JSON_TEXT, (text) => {
    fc.pre(faultOf(text) === 'none');
    assertSpans(read(text), Buffer.from(text));
  });
  fc.assert(property, { numRuns: 1500 });
  t.end();
});

void t.test('offsets are of the array that was handed over, not of the memory behind it', (t) => {
  const view = new Uint8Array(Buffer.from('xx[ 1 ]yy')).subarray(2, 7);
  t.match(read(view), { start: 0, end: 5, items: [{ start: 2, end: 3, lexeme: '1' }] });
  t.end();
});
