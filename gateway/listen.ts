import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { SetupError } from './errors.ts';
import type { Config } from './types.ts';

/** Starts to listen and gives the base URL. Throws SetupError where the port cannot be had. */
export async function listen(
  app: FastifyInstance,
  at: Config['gateway']['listen'],
): Promise<string> {
  try {
    await app.listen({ host: at.host, port: at.port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SetupError(
      [
        `cannot listen on ${at.host} port ${at.port} (${code}); choose another port (regent dev: --port)`,
      ],
      error,
    );
  }
  const { port } = app.server.address() as AddressInfo;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return `${at.tls ? 'https' : 'http'}://${host}:${port}`;
}

/** Lets requests in flight end within `timeout` ms; held ones are told at once, since a person may take longer than any drain. */
export async function drain(
  server: FastifyInstance,
  approvals: { close(): Promise<void> },
  timeout: number,
): Promise<void> {
  await approvals.close();
  await closeWithin(server, timeout);
}

/** Closes a listener; what is still connected after `timeout` ms is cut, as often as it takes. */
export async function closeWithin(app: FastifyInstance, timeout: number): Promise<void> {
  let cutting: NodeJS.Timeout | undefined;
  const cut = (): void => app.server.closeAllConnections();
  const wait = setTimeout(() => {
    cut();
    cutting = setInterval(cut, 100);
  }, timeout);
  await app.close();
  clearTimeout(wait);
  clearInterval(cutting);
}
