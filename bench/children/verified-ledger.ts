/** Fills a directory with a ledger to be verified: `node bench/children/verified-ledger.ts ENTRIES DIR`. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerMaker, exchangeId, makeSigner } from '../../test/evidence/make-ledger.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;
/** Entries from one checkpoint to the next: a gateway with two thousand requests a second. */
const CHECKPOINT = 4000;
const AGENTS = 500;

const [entries, dir] = [Number(process.argv[2]), process.argv[3]!];
await generate();

/** What a gateway would write, with random bytes where something is sealed. */
async function generate(): Promise<void> {
  const signer = makeSigner();
  const maker = new LedgerMaker(dir, signer);
  const noise = randomBytes(1 << 16).toString('base64');
  maker.add('signing-key', { key: signer.vkey });
  maker.add('start', { gateway: 'bench', version: '0.0.0' });
  let bytes = 0;
  for (let index = 0; maker.tree.size < entries; index += 1) {
    bytes += addExchange(maker, index, noise);
    if (bytes >= SEGMENT_BYTES) {
      maker.rotate();
      bytes = 0;
    } else if (index % (CHECKPOINT / 2) === 0) maker.checkpoint();
  }
  maker.checkpoint();
  await writeFile(join(dir, 'vkey'), signer.vkey);
}

/** An intent and its outcome; gives about how many bytes they have. */
function addExchange(maker: LedgerMaker, index: number, noise: string): number {
  const id = exchangeId(index);
  const agent = (index * 7919) % AGENTS;
  const from = (index * 97) % 60_000;
  maker.now += 1 - 100;
  maker.slot(id);
  const intent = {
    id,
    session: exchangeId(1_000_000 + agent),
    connection: `crm-${index % 7}`,
    method: 'GET',
    identity: { issuer: 'https://issuer.example', subject: `agent-${agent}`, client_id: 'copilot' },
    action: 'allow',
    reasons: ['support-reads-customer'],
    purpose: 'support-ticket',
    legal_basis: 'contract',
    bundle: { revision: '2026-01-01', digest: `sha256:${'5e'.repeat(32)}` },
    sealed: noise.slice(from, from + 120),
  };
  const seq = maker.add('intent', intent);
  maker.now -= 100;
  maker.add('outcome', {
    id,
    key: seq,
    intent: seq,
    session: exchangeId(1_000_000 + agent),
    status: 200,
    upstream_status: 200,
    masks: [{ path: '$.customers[*].email', with: 'partial', count: 1 }],
    bytes: 812,
    duration_ms: 12.345,
    sealed: noise.slice(from, from + 80),
  });
  return 1200;
}
