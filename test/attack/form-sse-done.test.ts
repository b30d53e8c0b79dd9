import t from 'tap';
import type { BodyMasker } from '../../gateway/redaction/contract.ts';
import { maskSse } from '../../gateway/redaction/forms/sse.ts';
import { mask, options, outcomeOf, run } from '../redaction/forms/helpers.ts';

const masks = [mask('$.email')];
const masker = (): BodyMasker => maskSse(options(masks));

void t.test('the end of a model stream passes, and nothing that only looks like it', async (t) => {
  t.equal(run(masker(), 'data: [DONE]\n\n'), 'data: [DONE]\n\n');
  t.equal(run(masker(), 'data:[DONE]'), 'data:[DONE]');
  for (const data of [
    '[DONE] ada@example.org',
    ' [DONE]',
    '[DONE] ',
    '[done]',
    '[DONE]\ndata: ada',
    'ada\ndata: [DONE]',
    'ada@example.org',
    '[DONE]\0',
  ]) {
    t.equal(outcomeOf(masker, `data: ${data}\n\n`), 'unmaskable-response', data);
  }
});

void t.test('what passes is for the caller to say', async (t) => {
  const ping = { ...options(masks), sentinels: ['ping'] };
  t.equal(run(maskSse(ping), 'data: ping\n\n'), 'data: ping\n\n');
  t.equal(
    outcomeOf(() => maskSse(ping), 'data: [DONE]\n\n'),
    'unmaskable-response',
  );
});

void t.test('other fields and comments carry nothing out', async (t) => {
  t.equal(run(masker(), ': ada@example.org\n:{"email":1}\n\n'), ':\n:\n\n');
  for (const line of [
    'event: ada@example.org',
    'event: Ada Lovelace',
    'id: {"email":1}',
    'id: ada@example.org',
    'retry: ada',
    'Data: {"email":1}',
    ' data: {"email":1}',
    'note: {"email":1}',
    'ada@example.org',
    'data\u{a0}: {"email":1}',
    '\u{feff}data: {"email":1}',
  ]) {
    t.equal(outcomeOf(masker, `data: 1\n${line}\n\n`), 'unmaskable-response', line);
  }
});
