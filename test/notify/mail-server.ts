/** A mail server on a real socket, and a reader of what it got. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import type { Test } from 'tap';
import type { EmailConfig } from '../../gateway/types.ts';
import { makeCertificate } from '../config/certificates.ts';
import { EVENTS, secretOf } from './support.ts';

/** One for all servers: of two with one name, OpenSSL takes the first that it finds. */
const TRUSTED = makeCertificate();
setDefaultCACertificates([...getCACertificates(), TRUSTED.cert]);
// The mail server asks for it of sockets that are gone, at which Node ends with SIGSEGV. Nobody needs the answer.
TLSSocket.prototype.getProtocol = () => null;

/** A mail as it came. */
export interface Got {
  from: string;
  to: string[];
  secure: boolean;
  user: string | undefined;
  raw: string;
}

export interface MailServer {
  port: number;
  got: Got[];
}

/** A server with STARTTLS and login, whose certificate this process trusts, or not. */
export async function startMail(
  t: Test,
  options: { trusted?: boolean; secure?: boolean; noTls?: boolean; refuse?: string } = {},
): Promise<MailServer> {
  const { trusted = true, secure = false, noTls = false } = options;
  const certificate = trusted ? TRUSTED : makeCertificate({ name: 'nobody' });
  const got: Got[] = [];
  const server = new SMTPServer({
    ...certificate,
    secure,
    ...(noTls && { disabledCommands: ['STARTTLS'] }),
    authOptional: true,
    closeTimeout: 100,
    onAuth({ username, password }, _session, callback) {
      if (username === 'regent' && password === 'pass') callback(null, { user: username });
      else callback(new Error('no'));
    },
    onRcptTo(_address, _session, callback) {
      if (options.refuse === undefined) return callback();
      return callback(Object.assign(new Error(options.refuse), { responseCode: 550 }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user as string | undefined,
          raw: Buffer.concat(chunks).toString('latin1'),
        });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  t.teardown(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  );
  return { port: (listening.address() as AddressInfo).port, got };
}

export function mailTo(port: number, more: Partial<EmailConfig> = {}): EmailConfig {
  return {
    kind: 'email',
    name: 'mail',
    host: 'localhost',
    port,
    security: 'starttls',
    user: 'regent',
    password: secretOf('pass'),
    from: 'regent@example.com',
    to: ['dpo@example.com'],
    events: EVENTS,
    show: [],
    ...more,
  };
}

/** The unfolded headers, in order (RFC 5322 section 2.2.3). */
export function headersOf({ raw }: Got): [name: string, value: string][] {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  return head.split('\r\n').map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
}

/** The value of one header; encoded words (RFC 2047) decoded. */
export function headerOf(got: Got, name: string): string | undefined {
  const found = headersOf(got).filter(([one]) => one === name);
  if (found.length > 1) throw new Error(`${name} stands ${found.length} times`);
  return found[0]?.[1]
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString()
        : decodeQuoted(text.replaceAll('_', ' ')),
    );
}

/** The part of a content type, decoded. */
export function partOf({ raw }: Got, type: string): string {
  const boundary = /boundary="([^"]+)"/.exec(raw)![1]!;
  const part = raw.split(`--${boundary}`).find((one) => one.includes(`Content-Type: ${type}`))!;
  const at = part.indexOf('\r\n\r\n');
  const body = part.slice(at + 4);
  if (/transfer-encoding: base64/i.test(part)) return Buffer.from(body, 'base64').toString();
  return /transfer-encoding: quoted-printable/i.test(part)
    ? decodeQuoted(body.replaceAll('=\r\n', ''))
    : body;
}

function decodeQuoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}
