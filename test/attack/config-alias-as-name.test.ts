/** YAML lets an alias be a name, and parsers do not count it as a repeat: what a reviewer reads last is not what holds. */
import t from 'tap';
import { stringify } from 'yaml';
import { faultsOf, goodFile, makeDirectory } from '../config/setup.ts';

void t.test('an alias cannot say a name a second time', async (t) => {
  const text = stringify(goodFile()).replace('upstream: https', '&u upstream: https');
  const faults = await faultsOf(makeDirectory(t), `${text}    *u : https://evil.example\n`);
  t.match(faults, [/^connections\[0\]\["\*u"\] must have plain text for a name$/]);
});
