import { readFileSync } from 'node:fs';
import t from 'tap';
import { LIMITS } from '../../bundles/policy/evaluate.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { CAPABILITIES_FILE, runOpa } from '../../bundles/opa.ts';
import { REMEDIES, remedyFor } from '../../bundles/policy/remedies.ts';
import configSchema from '../../schemas/config.json' with { type: 'json' };

interface Capabilities {
  builtins: { name: string }[];
}

const namesOf = (json: string): string[] =>
  (JSON.parse(json) as Capabilities).builtins.map(({ name }) => name);

const available = new Set(namesOf(readFileSync(CAPABILITIES_FILE, 'utf8')));
const { stdout } = await runOpa(await findOpa(), ['capabilities', '--current'], '.');
const refused = namesOf(stdout).filter((name) => !available.has(name));

void t.test('each remedy is for a function that is refused', (t) => {
  for (const key of Object.keys(REMEDIES)) {
    const covers = (name: string): boolean =>
      key.endsWith('.*') ? name.startsWith(key.slice(0, -1)) : name === key;
    t.ok(refused.some(covers), key);
  }
  t.end();
});

void t.test('a remedy names no function that is refused too', (t) => {
  for (const [key, remedy] of Object.entries(REMEDIES)) {
    const words = remedy.match(/[a-z_]+(\.[a-z_0-9]+)*/g) ?? [];
    t.same(
      words.filter((word) => word.includes('.') && refused.includes(word)),
      [],
      key,
    );
  }
  t.end();
});

void t.test('the most specific remedy is given, and one at any rate', (t) => {
  t.match(remedyFor('time.now_ns'), 'input.time.unix_ms');
  t.match(remedyFor('io.jwt.decode_verify'), 'input.identity');
  t.match(remedyFor('http.send'), 'push data');
  t.match(remedyFor('sprintf'), 'template string');
  t.match(remedyFor('toString'), 'data, or by a fact of input');
  for (const name of refused) t.equal(typeof remedyFor(name), 'string', name);
  t.end();
});

void t.test('the limits are the defaults of the configuration', (t) => {
  const { max_steps, max_memory } = configSchema.properties.policy.properties;
  t.equal(LIMITS.maxSteps, max_steps.default);
  t.equal(`${LIMITS.maxMemory / 1024 / 1024}MiB`, max_memory.default);
  t.end();
});
