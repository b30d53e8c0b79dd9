// A signature holds for the files as they were.
import t from 'tap';
import { codeOf, filesOf, makeSigned, tamper } from '../bundles/sign-support.ts';

void t.test('any file changed', async (t) => {
  const { trust, bytes } = await makeSigned();
  const changes: [string, string][] = [
    ['data.json', '{"crm":{"ok":["mallory"]}}'],
    ['data.json', '{}'],
    ['policy.wasm', '\0asm\x01\0\0\0 and more'],
    ['regent/decision.rego', 'package other\n'],
  ];
  for (const [name, content] of changes) {
    const changed = await tamper(bytes, (files) => files.set(name, Buffer.from(content)));
    t.equal(await codeOf(changed, trust), 'file-changed', name);
  }
});

void t.test('spaces and escapes do not count, values do', async (t) => {
  const { trust, bytes } = await makeSigned();
  t.equal(String(filesOf().get('data.json')), '{"crm":{"ok":["a"]}}');
  const set = (text: string) => tamper(bytes, (files) => files.set('data.json', Buffer.from(text)));
  t.equal(
    await codeOf(await set(' {"crm" : {"ok":["\\u0061"]}}\n'), trust),
    'accepted',
    'the same value',
  );
  t.equal(await codeOf(await set('{"crm":{"ok":["a"],"n":1}}'), trust), 'file-changed');
});

void t.test('files that trade places', async (t) => {
  const { trust, bytes } = await makeSigned();
  const swapped = await tamper(bytes, (files) => {
    const [wasm, rego] = [files.get('policy.wasm')!, files.get('regent/decision.rego')!];
    files.set('policy.wasm', rego).set('regent/decision.rego', wasm);
  });
  t.equal(await codeOf(swapped, trust), 'file-changed');
});
