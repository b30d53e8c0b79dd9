import { request } from 'node:http';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { send, type Sent } from '../helpers/noninterference.ts';
import type { RandomBody } from '../helpers/random-body.ts';
import { randomJson, randomJsonSeq, randomNdjson, randomSse } from '../helpers/random-json-body.ts';
import { randomCsv, randomForm } from '../helpers/random-text-body.ts';
import { createRandom, pick } from '../helpers/random.ts';

const FORMS = [
  randomJson,
  randomJson,
  randomNdjson,
  randomJsonSeq,
  randomSse,
  randomForm,
  randomCsv,
];
const BODIES = 30;
const CASES = 120;

const first = Number(process.env['REGENT_SEED'] ?? Date.now() % 2 ** 31);
const bodies = Array.from({ length: BODIES }, (_, index) => {
  const random = createRandom(first + index);
  return pick(random, FORMS)(random);
});

// The path says which of the bodies is asked for, and so which masks apply.
const policy = bodies
  .map(({ redactions }, index) => {
    const decision = { action: 'mask', reasons: ['test'], ...redactions };
    return `decision := ${JSON.stringify(decision)} if input.request.segments[0] == "${index}"`;
  })
  .join('\n\n');

let sent: Sent;
const gateway = await startTestGateway({
  policy,
  upstream: (_req, res) => {
    res.writeHead(200, sent.headers);
    for (const chunk of sent.chunks) res.write(chunk);
    res.end();
  },
});
t.teardown(() => gateway.stop());

/** What stands in the head of every answer, or is the answer's own. */
const OWN = /^(date|x-regent-decision-id)$/i;

/** All that the agent gets, and a word for a connection that is cut. */
async function ask(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { headers: { authorization: `Bearer ${gateway.token}` }, agent: false };
    const req = request(gateway.url + path, options, (res) => {
      const head = res.rawHeaders.map((text, index, all) =>
        index % 2 === 1 && OWN.test(all[index - 1]!) ? '' : text,
      );
      const pieces: Buffer[] = [];
      const tell = (end: string): void => {
        const body = Buffer.concat(pieces)
          .toString()
          .replace(/"decision_id":"[^"]*"/, '');
        resolve([res.statusCode, ...head, end, body].join('\n'));
      };
      res.on('data', (piece: Buffer) => pieces.push(piece));
      res.on('end', () => tell('whole'));
      // How much had left by then is for the chunks to decide.
      res.on('error', () => {
        resolve('cut');
      });
    });
    req.on('error', reject);
    req.end();
  });
}

async function answerTo(body: RandomBody, index: number, seed: number): Promise<string> {
  sent = send(body, body.write(createRandom(seed)), createRandom(seed + 1));
  return ask(`/svc/${index}`);
}

void t.test('through sockets too the agent sees nothing of what is masked', async (t) => {
  let shown = 0;
  for (let at = 0; at < CASES; at += 1) {
    const index = at % BODIES;
    const seed = (first + at) * 4;
    const one = await answerTo(bodies[index]!, index, seed);
    const other = await answerTo(bodies[index]!, index, seed + 2);
    if (one.startsWith('200')) shown += 1;
    if (one !== other) t.equal(other, one, `REGENT_SEED=${first}, case ${at}`);
  }
  t.ok(shown > CASES / 3, `${shown} were shown`);
});
