import t from 'tap';
import { faultOf } from './helpers.ts';

const EMOJI = '\u{1f600}';

/** Text and the fault that it must meet. */
const REFUSED: [string | Buffer, string][] = [
  ['', 'invalid-json@0'],
  ['  ', 'invalid-json@2'],
  ['\ufeff{}', 'invalid-json@0'],
  ['{} {}', 'invalid-json@3'],
  ['[1]\u0000', 'invalid-json@3'],
  ['[1,]', 'invalid-json@3'],
  ['[,1]', 'invalid-json@1'],
  ['[1', 'invalid-json@2'],
  ['{"a":1,}', 'invalid-json@7'],
  ['{"a" 1}', 'invalid-json@5'],
  ['{a:1}', 'invalid-json@1'],
  ["{'a':1}", 'invalid-json@1'],
  ['{"a":}', 'invalid-json@5'],
  ['"a', 'invalid-json@2'],
  ['"\\"', 'invalid-json@3'],
  ['"\\', 'invalid-json@2'],
  ['"a\u0001"', 'invalid-json@2'],
  ['"\n"', 'invalid-json@1'],
  ['"\\x"', 'invalid-json@1'],
  ['"\\\u0001"', 'invalid-json@1'],
  ['"\\u12"', 'invalid-json@1'],
  ['"\\u00\\"1"', 'invalid-json@1'],
  ['01', 'invalid-json@1'],
  ['+1', 'invalid-json@0'],
  ['-', 'invalid-json@1'],
  ['1.', 'invalid-json@2'],
  ['.5', 'invalid-json@0'],
  ['1e', 'invalid-json@2'],
  ['1e+', 'invalid-json@3'],
  ['0x10', 'invalid-json@1'],
  ['NaN', 'invalid-json@0'],
  ['Infinity', 'invalid-json@0'],
  ['nul', 'invalid-json@0'],
  ['nulll', 'invalid-json@4'],
  ['True', 'invalid-json@0'],
  ['// a\n1', 'invalid-json@0'],
  ['\u00a01', 'invalid-json@0'],
  ['\f1', 'invalid-json@0'],
  [Buffer.from([0x22, 0xff, 0x22]), 'invalid-json@1'],
  [Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'invalid-json@1'],
  [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'invalid-json@1'],
  [Buffer.from(`["${EMOJI}"]`).subarray(0, 5), 'invalid-json@2'],
  [Buffer.from('{"a":1}', 'utf16le'), 'invalid-json@1'],
  ['{"a":1,"a":1}', 'duplicate-key@7'],
  ['{"a":1,"\\u0061":2}', 'duplicate-key@7'],
  ['{"__proto__":1,"__proto__":2}', 'duplicate-key@15'],
  ['{"x":{"a":1,"b":2,"a":3}}', 'duplicate-key@18'],
  [`{"${EMOJI}":1,"\\ud83d\\ude00":2}`, 'duplicate-key@10'],
  ['"\\ud800"', 'lone-surrogate@1'],
  ['"\\ude00\\ud83d"', 'lone-surrogate@1'],
  [`"\\ud83d${EMOJI}"`, 'lone-surrogate@1'],
  ['{"\\udfff":1}', 'lone-surrogate@2'],
];

void t.test('refuses what is not JSON or can be read in two ways, and says where', (t) => {
  for (const [text, fault] of REFUSED) t.equal(faultOf(text), fault, JSON.stringify(String(text)));
  t.end();
});

void t.test('finds a repeated name among many', (t) => {
  for (const count of [15, 16, 17, 40]) {
    const names = Array.from({ length: count }, (_, index) => `"${index}":0`);
    t.equal(faultOf(`{${names.join(',')}}`), 'none');
    for (const repeated of [0, 14, count - 1]) {
      const [code] = faultOf(`{${[...names, names[repeated]].join(',')}}`).split('@');
      t.equal(code, 'duplicate-key', `${repeated} of ${count}`);
    }
  }
  t.end();
});
