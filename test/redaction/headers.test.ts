import t from 'tap';
import { makeHeadersTrue, prepareRequestHeaders } from '../../gateway/redaction/headers.ts';

void t.test('a request asks for the whole, in a coding that can be undone', async (t) => {
  const asked = {
    accept: 'application/json',
    range: 'bytes=0-9',
    'if-range': '"x"',
    'if-none-match': '"x"',
    'if-modified-since': 'Sun, 22 Nov 2026 18:00:00 GMT',
    'a-im': 'diffe',
    'accept-encoding': 'gzip;q=0.5, sdch, BR , compress, *;q=0.1, identity;q=0, zstd ;q=1',
  };
  t.strictSame(prepareRequestHeaders('GET', asked), {
    accept: 'application/json',
    'accept-encoding': 'gzip;q=0.5, BR, zstd ;q=1',
  });
  t.equal(Object.keys(asked).length, 7, 'the argument is not changed');
});

void t.test('without a coding that can be undone there is none', async (t) => {
  for (const accepted of [undefined, '', '*', 'compress', 'identity', 'gzipped', 'constructor']) {
    const headers: Record<string, string> =
      accepted === undefined ? {} : { 'accept-encoding': accepted };
    t.strictSame(prepareRequestHeaders('GET', headers), { 'accept-encoding': 'identity' });
  }
});

void t.test(
  'a response keeps nothing that is untrue or computed from the unmasked body',
  async (t) => {
    const gone = [
      'Content-Length',
      'content-ENCODING',
      'ETag',
      'Content-MD5',
      'Digest',
      'Repr-Digest',
      'Content-Digest',
      'Accept-Ranges',
      'Content-Range',
      'Trailer',
      'Transfer-Encoding',
      'Signature',
      'Signature-Input',
      'X-Amz-Checksum-Crc32',
      'X-Goog-Hash',
      'X-Content-SHA256',
      'X-Uncompressed-Content-Length',
      'X-Original-Size',
      'Delta-Base',
      'IM',
    ];
    const kept = [
      'Content-Type',
      'application/json',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Last-Modified',
      'x',
      'Cache-Control',
      'no-store',
      'X-Request-Id',
      '1',
      'Vary',
      'Accept',
    ];
    const all = [...kept.slice(0, 4), ...gone.flatMap((name) => [name, '1']), ...kept.slice(4)];
    t.strictSame(makeHeadersTrue(all, 12), [...kept, 'Content-Length', '12']);
    t.strictSame(makeHeadersTrue(all, undefined), kept);
  },
);
