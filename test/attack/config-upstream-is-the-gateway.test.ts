/** A connection to the admin port would put approvals into the agents' reach; one to the own port never ends. */
import t from 'tap';
import { faultsOf, goodFile, makeDirectory } from '../config/setup.ts';

void t.test('an upstream is not one of the gateway’s own listeners', async (t) => {
  const directory = makeDirectory(t);
  for (const upstream of [
    'http://127.0.0.1:8081',
    'http://127.0.0.1:8080/x',
    'http://localhost:8081',
    'http://[::1]:8081',
    'http://127.1:8081',
    'http://2130706433:8081',
    'https://localhost:8081',
  ]) {
    const file = goodFile();
    file['connections'][0].upstream = upstream;
    t.strictSame(await faultsOf(directory, file), [
      'connections[0].upstream must not be the gateway itself',
    ]);
  }
  const file = goodFile();
  file['gateway'].admin = {
    host: '10.0.0.1',
    port: 443,
    tls: { cert: 'cert.pem', key: 'key.pem' },
  };
  file['connections'][0].upstream = 'https://10.0.0.1';
  t.match(await faultsOf(directory, file), [/must not be the gateway itself$/]);
});
