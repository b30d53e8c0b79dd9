import { Agent, request } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from '../ledger/verify.ts';
import { configureServe } from '../helpers/configure-serve.ts';
import { ALLOW_ALL, readEntries } from '../helpers/gateway.ts';
import { serve } from '../helpers/serve.ts';
import { until } from '../helpers/until.ts';

const KILLS = Number(process.env['KILLS'] ?? 20);
const CLIENTS = 16;

/** Sends requests until the gateway is gone, and notes the decision id of every answer that came whole. */
async function keepAsking(url: string, token: string, delivered: Set<string>): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}` };
  for (;;) {
    const id = await new Promise<string | undefined>((resolve) => {
      const req = request(`${url}/svc/x`, { agent, headers }, (res) => {
        res.resume();
        res.on('close', () =>
          resolve(res.complete ? (res.headers['x-regent-decision-id'] as string) : undefined),
        );
      });
      req.on('error', () => resolve(undefined));
      req.end();
    });
    if (id === undefined) return;
    delivered.add(id);
  }
}

t.test(
  `killed ${KILLS} times under load, no delivered answer is without its outcome`,
  async (t) => {
    const { file, stateDir, issuer } = await configureServe(t, ALLOW_ALL, (_req, res) =>
      res.end('{"a":1}'),
    );
    const token = await issuer.sign({ sub: 'agent' });
    const ledger = join(stateDir, 'ledger');
    const delivered = new Set<string>();
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const gateway = await serve(file);
      const before = delivered.size;
      const clients = Array.from({ length: CLIENTS }, () =>
        keepAsking(gateway.url, token, delivered),
      );
      await until(() => delivered.size >= before + 20);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
      gateway.process.kill('SIGKILL');
      await Promise.all([...clients, gateway.ended]);
    }
    const last = await serve(file);
    last.process.kill('SIGTERM');
    t.strictSame(await last.ended, { code: 0, signal: null }, 'it recovers, and drains');

    const report = verifyLedger(ledger);
    t.strictSame(report.faults, [], 'the chain is whole');
    const outcomes = new Set(
      (await readEntries(ledger))
        .filter(({ type }) => type === 'outcome')
        .map(({ data }) => data as { id: string; error?: string })
        .filter(({ error }) => error === undefined)
        .map(({ id }) => id),
    );
    const lost = [...delivered].filter((id) => !outcomes.has(id));
    t.strictSame(lost, [], `${delivered.size} delivered answers are on record`);
  },
);
