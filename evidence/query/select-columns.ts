/** The same columns as `extract`, in the SQL of DuckDB. */
import type { SegmentFile } from '../segment-files.ts';

/** How an entry is read; what is not of its type becomes null. */
const FORM = {
  seq: 'UBIGINT',
  time: 'TIMESTAMP_MS',
  type: 'VARCHAR',
  data: {
    id: 'UUID',
    intent: 'UBIGINT',
    session: 'VARCHAR',
    identity: {
      issuer: 'VARCHAR',
      subject: 'VARCHAR',
      client_id: 'VARCHAR',
      actors: [{ subject: 'VARCHAR' }],
    },
    connection: 'VARCHAR',
    method: 'VARCHAR',
    action: 'VARCHAR',
    reasons: ['VARCHAR'],
    purpose: 'VARCHAR',
    legal_basis: 'VARCHAR',
    bundle: { revision: 'VARCHAR', digest: 'VARCHAR' },
    approval: 'VARCHAR',
    state: 'VARCHAR',
    by: { subject: 'VARCHAR' },
    code: 'VARCHAR',
    status: 'UINTEGER',
    upstream_status: 'UINTEGER',
    bytes: 'UBIGINT',
    masks: [{ count: 'UBIGINT' }],
    duration_ms: 'DOUBLE',
    error: 'VARCHAR',
  },
};

/** Column of an index, and where it stands in an entry. */
const PLACES = {
  seq: 'e.seq',
  time: 'e.time',
  type: 'e.type',
  id: 'e.data.id',
  intent: 'e.data.intent',
  session: 'e.data.session',
  issuer: 'e.data.identity.issuer',
  subject: 'e.data.identity.subject',
  client_id: 'e.data.identity.client_id',
  actors: '[actor.subject for actor in e.data.identity.actors]',
  connection: 'e.data.connection',
  method: 'e.data.method',
  action: 'e.data.action',
  reasons: 'e.data.reasons',
  purpose: 'e.data.purpose',
  legal_basis: 'e.data.legal_basis',
  revision: 'e.data.bundle.revision',
  bundle: 'e.data.bundle.digest',
  approval: 'e.data.approval',
  state: 'e.data.state',
  by: 'e.data.by.subject',
  code: 'e.data.code',
  status: 'e.data.status',
  upstream_status: 'e.data.upstream_status',
  bytes: 'e.data.bytes',
  masked:
    'CASE WHEN e.data.masks IS NOT NULL THEN coalesce(list_sum([m.count for m in e.data.masks]), 0)::UBIGINT END',
  duration_ms: 'e.data.duration_ms',
  error: 'e.data.error',
};

/**
 * A query that gives the columns of all entries of a segment's file, compressed or not. Of an open one the last line may
 * be written just now: what is not JSON is then a row of nulls.
 */
export function selectFromSegment({ path, closed }: Pick<SegmentFile, 'path' | 'closed'>): string {
  const columns = Object.entries(PLACES).map(([name, place]) => `${place} AS ${quoteName(name)}`);
  const read = `read_ndjson_objects(${quotePath(path)}, maximum_object_size=131072, ignore_errors=${String(!closed)})`;
  const form = quoteText(JSON.stringify(FORM));
  return `SELECT ${columns.join(', ')} FROM (SELECT json_transform(json, ${form}) AS e FROM ${read})`;
}

/** Text as a literal of SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A file's name as a literal that matches that file alone: DuckDB takes it for a pattern. */
export function quotePath(path: string): string {
  return quoteText(path.replaceAll(/[*?[]/g, '[$&]'));
}

export function quoteName(name: string): string {
  return `"${name}"`;
}
