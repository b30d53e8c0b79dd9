/** DuckDB, where it is installed: it is an optional dependency of 70 MB. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { makeScratch } from '../scratch.ts';
import { quoteText } from './select-columns.ts';

export type { DuckDBConnection } from '@duckdb/node-api';

/** A database in memory. */
export interface Database {
  connection: DuckDBConnection;
  close(): Promise<void>;
}

/** What is said where it is missing. */
export const MISSING =
  'needs DuckDB, which is not installed: npm install --include=optional (the other formats work without it, slower)';

/** Opens DuckDB; undefined where it is not installed for this system. Nothing is loaded from the net. */
export async function openDatabase(): Promise<Database | undefined> {
  const library = await import('@duckdb/node-api').catch(() => undefined);
  if (library === undefined) return undefined;
  const instance = await library.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connection = await instance.connect();
  // What does not fit into memory would be written to the working directory.
  const { dir, remove } = await makeScratch('regent-query-');
  await connection.run(`SET temp_directory = ${quoteText(dir)}`);
  await connection.run('SET preserve_insertion_order = true');
  return {
    connection,
    async close() {
      connection.closeSync();
      instance.closeSync();
      await remove();
    },
  };
}
