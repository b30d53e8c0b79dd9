import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import type { EmailConfig } from '../../types.ts';
import type { Send } from '../contract.ts';
import { readSecret } from '../read-secret.ts';
import { SendFault } from '../send-fault.ts';
import { composeMail, type Mail } from './compose.ts';

/** What nodemailer's errors have besides. */
interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  command?: string;
}

/** Sends mail, each over a connection of its own. `timeout`, of all of it, in milliseconds. */
export function createMailSend(config: EmailConfig, { timeout }: { timeout: number }): Send {
  return async (message, signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
    const socket = connect(config.port, config.host);
    const { promise: over, reject } = Promise.withResolvers<never>();
    over.catch(() => undefined);
    // The library's own limits start anew with each byte: a server that drips would hold it for ever.
    const end = (): void => {
      reject(new SendFault('it did not answer in time'));
      socket.destroy();
    };
    limit.addEventListener('abort', end, { once: true });
    try {
      await Promise.race([once(socket, 'connect'), over]);
      await Promise.race([deliver(config, socket, composeMail(config, message)), over]);
    } catch (error) {
      throw toFault(error as SmtpError);
    } finally {
      limit.removeEventListener('abort', end);
      socket.destroy();
    }
    return 'mail';
  };
}

async function deliver(config: EmailConfig, socket: Socket, mail: Mail): Promise<void> {
  const { host, port, security, user, password } = config;
  const transport = createTransport({
    host,
    port,
    connection: socket,
    secure: security === 'tls',
    // Without it the library goes on in plaintext where a server, or who stands between, offers no TLS.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, servername: host },
    ...(user !== undefined && password && { auth: { user, pass: readSecret(password) } }),
    // Nothing in a mail may make it read files or fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  await transport.sendMail(mail);
}

/** By its code: what a server says may be anything. */
function toFault(error: SmtpError): SendFault {
  if (error instanceof SendFault) return error;
  const { code, responseCode, command } = error;
  if (responseCode === undefined) {
    return new SendFault(`mail cannot be sent: ${code ?? 'unknown'}`, { cause: error });
  }
  const text = `the mail server answered ${responseCode} to ${command ?? 'a command'}`;
  // RFC 5321 section 4.2.1: 5yz is permanent. Of login and TLS it is the configuration's, and may be mended.
  const isPermanent = responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return new SendFault(text, { cause: error, ...(isPermanent && { ends: 'message' as const }) });
}
