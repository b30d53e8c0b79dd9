import pino, { type Logger } from 'pino';

/** What must never be readable in a log, should a line ever hold it. */
const SECRET_PATHS = [
  'authorization',
  '*.authorization',
  '["proxy-authorization"]',
  '*["proxy-authorization"]',
  'headers.authorization',
  'headers.cookie',
  '*.cookie',
  'token',
  '*.token',
  'apiKey',
  '*.apiKey',
  'err.config',
];

const OPTIONS = {
  redact: { paths: SECRET_PATHS, censor: '[secret]' },
  serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
};

/** A logger that writes JSON lines to standard output, secrets taken out. */
export function createLog(level: string): Logger {
  return pino({ level, ...OPTIONS });
}

/** The same for people to read. */
export async function createReadableLog(level: string): Promise<Logger> {
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    colorize: process.stdout.isTTY,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss',
    singleLine: true,
  });
  return pino({ level, ...OPTIONS }, stream);
}
