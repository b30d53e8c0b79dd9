import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { readEntryBundle } from '../ledger/read/entry-bundle.ts';
import { hashesAtLevel, parseTilePath, type TileName } from '../ledger/tree/tiles.ts';
import { ledgerDirectory } from '../open-ledger.ts';
import { asReader } from './access.ts';
import type { IdentifyPerson } from './identify-person.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { object, TEXT } from './openapi/shapes.ts';

/**
 * The ledger as a log of C2SP tlog-tiles, with the prefix `/ledger`: `checkpoint`, `tile/L/N`, `tile/entries/N`.
 * Checkpoints and hashes are open to whoever reaches the listener, as its metrics are: they say nothing of what
 * is in an entry. Entries are read by members of the groups of `ledger.reading.groups`.
 */
export function serveLedger(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
): void {
  const { ledger } = gateway;
  const reading = asReader(gateway, identify);
  const dir = ledgerDirectory(gateway.snapshot.config);

  const checkpoint = describeRoute({
    tag: 'ledger',
    open: true,
    summary: 'The newest checkpoint (C2SP tlog-checkpoint).',
    answer: TEXT,
    type: 'text/plain',
    refusals: ['not-found'],
  });
  app.get('/ledger/checkpoint', { schema: checkpoint }, (_request, reply) => {
    const { checkpoint } = ledger.head();
    if (!checkpoint) throw new Refusal('not-found', 'Nothing was signed yet.');
    return reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(checkpoint.note);
  });

  const tile = describeRoute({
    tag: 'ledger',
    open: true,
    summary: 'A tile of the tree, or, for readers, of entries (C2SP tlog-tiles).',
    answer: TEXT,
    type: 'application/octet-stream',
    refusals: ['not-found', 'ledger-forbidden', 'credentials-missing'],
  });
  const schema = { params: object({ '*': TEXT }), ...tile };
  app.get<{ Params: { '*': string } }>('/ledger/tile/*', { schema }, async (request, reply) => {
    const name = parseTilePath(`tile/${request.params['*']}`);
    if (!name || !isSigned(name, ledger.head().checkpoint?.size ?? 0)) throw missing();
    if (name.level === 'entries') await reading(request);
    const bytes = await readTile(name);
    if (!bytes) throw missing();
    return reply.type('application/octet-stream').send(bytes);
  });

  function readTile({ level, index, width }: TileName): Promise<Buffer | undefined> {
    return level === 'entries'
      ? readEntryBundle(dir, index, width)
      : ledger.tile(level, index, width);
  }
}

/** Whether the newest checkpoint covers the whole tile: others may yet change. */
function isSigned({ level, index, width }: TileName, size: number): boolean {
  return index * 256 + width <= hashesAtLevel(size, level === 'entries' ? 0 : level);
}

function missing(): Refusal {
  return new Refusal('not-found', 'The ledger has no such tile, or its entries have expired.');
}
