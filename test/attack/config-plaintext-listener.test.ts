/** Bearer tokens over plain HTTP belong to everyone on the way. */
import t from 'tap';
import { faultsOf, goodFile, makeDirectory } from '../config/setup.ts';

void t.test(
  'no listener speaks plain HTTP to other machines, and nothing in the file can make it',
  async (t) => {
    const directory = makeDirectory(t);
    for (const name of ['listen', 'admin']) {
      for (const part of [{}, { tls: null }, { allow_plaintext: true }, { tls: {} }]) {
        const file = goodFile();
        Object.assign(file['gateway'][name], { host: '0.0.0.0' }, part);
        t.not((await faultsOf(directory, file)).length, 0, JSON.stringify(file['gateway'][name]));
      }
    }
  },
);
