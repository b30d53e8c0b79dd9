/** `regent evidence query`. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { ProgressBar } from '../bundles/impact/progress.ts';
import { findExchanges, readSubject } from '../evidence/find-subject.ts';
import { openQuery, type Query } from '../evidence/query/query.ts';
import type { Filter, Row } from '../evidence/query/types.ts';
import { writeRows, type Format } from '../evidence/query/write-rows.ts';
import { SetupError } from '../gateway/errors.ts';
import { Reader } from '../gateway/ledger/read/reader.ts';
import { readKeys, type KeyOptions } from './evidence-keys.ts';

interface Options extends KeyOptions {
  identity?: string;
  issuer?: string;
  subject?: string;
  connection?: string;
  action?: string;
  approval?: string;
  session?: string;
  type?: string[];
  from?: Date;
  to?: Date;
  limit?: number;
  format: Format;
  output?: string;
  scan?: boolean;
  check?: boolean;
}

/** Gives the exit code. */
export async function runQuery(dir: string, options: Options): Promise<number> {
  const { format, output } = options;
  if (format === 'parquet' && output === undefined) {
    throw new SetupError(['--format parquet: name a file by --output']);
  }
  const bar = new ProgressBar(process.stderr);
  const query = await openQuery(dir, {
    scan: options.scan ?? false,
    indexing: (bytes, of) => bar.draw(bytes, of, 0),
    scanning: (bytes, of, entries) => bar.draw(bytes, of, entries),
  });
  try {
    await answer(query, await filterOf(dir, options), format, options);
    return 0;
  } finally {
    bar.clear();
    await query.close();
  }
}

async function answer(
  query: Query,
  filter: Filter,
  format: Format,
  options: Options,
): Promise<void> {
  const { output, check = false } = options;
  if (format === 'parquet') {
    await query.writeParquet(filter, output!);
    return;
  }
  const shown: Row[] = [];
  async function* rows(): AsyncGenerator<Row, void> {
    for await (const row of query.rows(filter)) {
      if (check) shown.push(row);
      yield row;
    }
  }
  const out = output === undefined ? process.stdout : createWriteStream(output, { mode: 0o600 });
  await writeRows(rows(), format, out);
  if (out !== process.stdout) {
    out.end();
    await finished(out);
  }
  if (check) await query.check(shown);
}

async function filterOf(dir: string, options: Options): Promise<Filter> {
  const { identity, issuer, subject, connection, action, approval, session, type, limit } = options;
  const keks = subject === undefined ? [] : await readKeys(options);
  const exchanges =
    subject === undefined
      ? undefined
      : await findExchanges({ dir, reader: new Reader({ dir, keks }), keks }, readSubject(subject));
  return {
    ...(identity !== undefined && { identity }),
    ...(issuer !== undefined && { issuer }),
    ...(exchanges && { exchanges: [...exchanges] }),
    ...(connection !== undefined && { connection }),
    ...(action !== undefined && { action }),
    ...(approval !== undefined && { approval }),
    ...(session !== undefined && { session }),
    ...(type && { types: type }),
    ...(options.from && { from: options.from.getTime() }),
    ...(options.to && { to: options.to.getTime() }),
    ...(limit !== undefined && { limit }),
  };
}
