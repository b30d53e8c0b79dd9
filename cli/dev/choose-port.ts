import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const DEFAULT = 8080;

/** The default port where it and the next one are free, else 0: the system chooses, so that a second `npm start` comes up too. */
export async function choosePort(): Promise<number> {
  return (await isFree(DEFAULT)) && (await isFree(DEFAULT + 1)) ? DEFAULT : 0;
}

/** Whether a program could listen there now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** A port that nothing listens on now, as the system chooses. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
