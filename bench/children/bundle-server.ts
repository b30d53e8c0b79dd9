import { KEY, startTestServer } from '../../test/bundle-server/support.ts';
import { report } from './child.ts';

/** A whole bundle server that trusts the benchmark's key. */
const keys = [{ id: KEY.id, algorithm: KEY.algorithm, publicKey: process.argv[2]! }];
const channels = new Map([['staging', { keys, scope: 'staging' }]]);
const { url, token } = await startTestServer({ channels, publishesPerMinute: 1_000_000 });
report({ url, token });
