import t from 'tap';
import { BODY, MASKED, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

const utf16 = Buffer.from(`\ufeff${BODY}`, 'utf16le');

void t.test(
  'a byte order mark, another charset and broken UTF-8 do not hide a value',
  async (t) => {
    const cases: [string, Buffer][] = [
      ['application/json', Buffer.from(`\ufeff${BODY}`)],
      ['application/json', utf16],
      ['application/json', Buffer.from(utf16).swap16()],
      ['application/json; charset=utf-16', utf16],
      ['application/json; charset=utf-8; charset=utf-16', utf16],
      ['application/json; charset=utf-7', Buffer.from(BODY)],
      ['application/json; charset=iso-8859-1', Buffer.from(BODY)],
      [
        'application/json',
        Buffer.concat([Buffer.from(BODY.slice(0, -1)), Buffer.from([0xff, 0x7d])]),
      ],
      ['application/json', Buffer.from(`{"email\xc0\x80":"","email":"${SECRET}"}`, 'latin1')],
    ];
    for (const [index, [type, body]] of cases.entries()) {
      gateway.respondWith(body, { headers: { 'content-type': type } });
      const answer = await gateway.fetch('/svc/x');
      const text = await answer.text();
      t.equal(answer.status, 502, `case ${index}`);
      t.notMatch(text.replaceAll('\0', ''), SECRET);
    }
    gateway.respondWith(BODY, { headers: { 'content-type': 'application/json; charset="UTF-8"' } });
    t.equal(await (await gateway.fetch('/svc/x')).text(), MASKED);
  },
);
