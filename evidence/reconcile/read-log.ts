/** Reads an access log from a file, plain or compressed by gzip. */
import { readLines } from '../read-lines.ts';
import { SetupError } from '../../gateway/errors.ts';
import { parseCommon, parseNginx } from './parse-common.ts';
import { parseEnvoy } from './parse-envoy.ts';
import { parseJson } from './parse-json.ts';
import { LOG_FORMATS, type LogFormat, type LoggedRequest, type UnreadLine } from './types.ts';

type Parse = (text: string, line: number) => LoggedRequest | UnreadLine;

const PARSERS: Record<LogFormat, Parse> = {
  nginx: parseNginx,
  envoy: parseEnvoy,
  common: parseCommon,
  json: parseJson,
};

/** What a log holds. */
export interface AccessLog {
  format: LogFormat;
  requests: LoggedRequest[];
  unread: UnreadLine[];
}

/**
 * Reads all lines; blank ones are left out. Without a format it is that of the first line that is of any.
 * Throws SetupError where the file cannot be read or no line is of a format.
 */
export async function readLog(
  path: string,
  format?: LogFormat,
  progress: (bytes: number, of: number, lines: number) => void = () => undefined,
): Promise<AccessLog> {
  const log: AccessLog = { format: format ?? 'nginx', requests: [], unread: [] };
  let known = format;
  for await (const { number, bytes, tooLong } of readLines(path, progress)) {
    const text = bytes.toString().replace(/\r$/, '');
    if (tooLong || text.includes('\ufffd')) {
      log.unread.push({ line: number, why: tooLong ? 'it is too long' : 'it is not UTF-8' });
      continue;
    }
    if (text.trim() === '') continue;
    known ??= detectFormat(text);
    const read = PARSERS[known ?? 'nginx'](text, number);
    if ('why' in read) log.unread.push(read);
    else log.requests.push(read);
  }
  if (known === undefined && log.unread.length > 0) {
    throw new SetupError([`${path}: is of none of the formats ${LOG_FORMATS.join(', ')}`]);
  }
  log.format = known ?? 'nginx';
  return log;
}

/** `combined` before `common`, which it begins like. */
export function detectFormat(line: string): LogFormat | undefined {
  return LOG_FORMATS.find((format) => !('why' in PARSERS[format](line, 1)));
}
