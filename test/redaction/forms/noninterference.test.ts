import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import t from 'tap';
import type { BodyMasker } from '../../../gateway/redaction/contract.ts';
import { maskCsv } from '../../../gateway/redaction/forms/csv.ts';
import { maskForm } from '../../../gateway/redaction/forms/form-body.ts';
import { maskJsonSeq } from '../../../gateway/redaction/forms/json-seq.ts';
import { maskNdjson } from '../../../gateway/redaction/forms/ndjson.ts';
import { maskSse } from '../../../gateway/redaction/forms/sse.ts';
import { DOCUMENT } from '../arbitrary.ts';
import { CUTS, mask, options, run, TEXT } from './helpers.ts';

/** How often a property runs, for each form. */
const RUNS = 1000;

/** Bodies that differ only in their secrets leave as the same bytes, whatever the chunking. */
function holds<Secret>(
  secrets: fc.Arbitrary<Secret>,
  write: (secret: Secret) => string,
  masker: (method: 'redact' | 'null' | 'remove') => BodyMasker,
): void {
  const method = fc.constantFrom('redact' as const, 'null' as const, 'remove' as const);
  const one = fc.tuple(secrets, CUTS);
  const property = fc.property(one, one, method, (first, second, method) => {
    const [left, other] = [first, second].map(([secret, cuts]) => {
      return run(masker(method), write(secret), cuts);
    });
    assert.equal(left, other);
  });
  fc.assert(property, { numRuns: RUNS });
}

const LINE = DOCUMENT.map((text) => text.replaceAll(/[\r\n]/g, ' '));

void t.test('NDJSON', async () => {
  const write = (secret: string): string => `{"n":1}\n{"s":${secret},"n": 2}\r\n[]`;
  holds(LINE, write, (method) => maskNdjson(options([mask('$.s', { with: method })])));
});

void t.test('JSON text sequences', async () => {
  const write = (secret: string): string => `\x1e{"n":1}\n\x1e{"s":\n${secret}}\n\x1e[]\n`;
  holds(DOCUMENT, write, (method) => maskJsonSeq(options([mask('$.s', { with: method })])));
});

void t.test('server-sent events', async () => {
  const write = (secret: string): string => {
    const data = `{"n":\n1,"s":${secret}\n,"m":\n2}`.split(/[\r\n]/);
    return `id: 1\n${data.map((line) => `data:${line}\n`).join('')}:${encodeURI(secret)}\n\n`;
  };
  holds(DOCUMENT, write, (method) => maskSse(options([mask('$.s', { with: method })])));
});

void t.test('form bodies', async () => {
  const write = ([name, secret]: [string, string]): string =>
    `n=1&${name}=${new URLSearchParams({ '': secret }).toString().slice(1)}&m=%32`;
  const secrets = fc.tuple(fc.constant('s'), TEXT);
  holds(secrets, write, (method) => maskForm(options([mask('$.s', { with: method })])));
});

void t.test('CSV', async () => {
  const write = ([secret, quoted]: [string, boolean]): string => {
    const mustQuote = quoted || /[",\r\n]/.test(secret);
    return `n,s\n1,${mustQuote ? `"${secret.replaceAll('"', '""')}"` : secret}\n2,\n`;
  };
  const secrets = fc.tuple(
    TEXT.filter((text) => !text.includes('\\')),
    fc.boolean(),
  );
  const masker = (method: 'redact' | 'null' | 'remove'): BodyMasker =>
    maskCsv({ ...options([mask('$[*].s', { with: method })]), columns: ['s'] });
  holds(secrets, write, masker);
});
