/** What an upstream takes for the gateway's word must not be forwarded from the agent. */
import t from 'tap';
import { faultsOf, goodFile, makeDirectory, type Raw } from '../config/setup.ts';

const directory = makeDirectory(t);

async function faults(part: Raw) {
  const file = goodFile();
  Object.assign(file['connections'][0], part);
  return await faultsOf(directory, file);
}

void t.test(
  'a connection cannot forward headers of the hop, of the gateway, or the token',
  async (t) => {
    for (const header of [
      'connection',
      'keep-alive',
      'proxy-connection',
      'te',
      'trailer',
      'transfer-encoding',
      'upgrade',
      'proxy-authenticate',
      'host',
      'content-length',
      'expect',
      'authorization',
      'proxy-authorization',
      'x-regent-subject',
      'x-regent-',
      'forwarded',
      'x-forwarded-for',
      'x-forwarded-anything',
    ]) {
      t.match(
        await faults({ headers: ['x-fine', header] }),
        [/^connections\[0\]\.headers\[1\] /],
        header,
      );
    }
    for (const header of ['X-Regent-Subject', 'x_regent_subject', 'X_FORWARDED_FOR', 'x-a b', '']) {
      t.match(await faults({ headers: [header] }), [/headers\[0\] must be a header name/], header);
    }
    t.strictSame(await faults({ headers: ['x-tenant', 'x-tenant'] }), [
      'connections[0].headers[1] stands twice',
    ]);
    t.strictSame(
      await faults({ headers: ['cookie', 'x-tenant', 'x-regents', 'forwarded-by'] }),
      [],
    );
  },
);

void t.test('an agent cannot send the header that carries the gateway’s credential', async (t) => {
  const credentials = [{ header: 'X-API-Key', value: { env: 'CRM_KEY' } }];
  t.strictSame(await faults({ credentials, headers: ['x-api-key'] }), [
    'connections[0].headers[0] is set by `credentials`, so an agent may not send it',
  ]);
});

void t.test('a credential cannot frame the message, nor be set twice', async (t) => {
  const value = { env: 'CRM_KEY' };
  for (const header of [
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'TE',
    'X-Regent-Id',
    'Proxy-Authorization',
  ]) {
    t.match(
      await faults({ credentials: [{ header, value }] }),
      [/credentials\[0\]\.header /],
      header,
    );
  }
  t.strictSame(
    await faults({
      credentials: [
        { header: 'Authorization', value },
        { header: 'AUTHORIZATION', value },
      ],
    }),
    ['connections[0].credentials[1].header is set twice'],
  );
  t.strictSame(
    await faults({ credentials: [{ header: 'Authorization', prefix: 'Bearer ', value }] }),
    [],
  );
});
