import t from 'tap';
import { fetchJson, findUrlFault } from '../../gateway/identity/fetch-json.ts';
import { serve, type Answer } from '../helpers/tokens.ts';

async function faultOf(answer: Answer): Promise<string> {
  const server = await serve(answer);
  try {
    await fetchJson(`${server.url}/jwks?key=secret`, new AbortController().signal);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await server.close();
  }
}

void t.test('an answer that is not a small JSON document with 200 is a fault', async (t) => {
  const cases: [Answer, RegExp][] = [
    [(_, response) => void response.writeHead(500).end('{}'), /the answer is 500/],
    [(_, response) => void response.writeHead(204).end(), /the answer is 204/],
    [(_, response) => void response.end('<html>'), /the answer is not JSON/],
    [(_, response) => void response.end(), /the answer is not JSON/],
    [(_, response) => void response.end(' '.repeat(2 ** 20 + 1)), /larger than 1 MiB/],
    [(request) => void request.socket.destroy(), /.+/],
    [
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{}', () => response.destroy());
      },
      /.+/,
    ],
  ];
  for (const [answer, fault] of cases) {
    const message = await faultOf(answer);
    t.match(message, fault);
    t.not(message, 'none');
    t.notMatch(message, 'secret', 'the query is not shown');
  }
});

void t.test('an answer that does not come is given up after 5 s', async (t) => {
  const silent: Answer = () => undefined;
  const stuck: Answer = (_, response) => void response.writeHead(200).write('{');
  for (const fault of await Promise.all([faultOf(silent), faultOf(stuck)])) {
    t.match(fault, /no answer within 5 s/);
  }
});

void t.test('keys come over https, or from loopback', async (t) => {
  for (const url of [
    'https://id.example/jwks',
    'http://127.0.0.1:8080/',
    'http://127.1/',
    'http://[::1]/',
    'http://localhost:1/',
  ]) {
    t.equal(findUrlFault(url), undefined, url);
  }
  for (const url of [
    'http://id.example/',
    'http://127.0.0.1.example/',
    'http://localhost.example/',
    'http://[::2]/',
    'ftp://127.0.0.1/',
    'file:///jwks.json',
    'data:,{}',
    'https://user:secret@id.example/',
    'jwks.json',
    '',
  ]) {
    t.type(findUrlFault(url), 'string', url);
  }
});
