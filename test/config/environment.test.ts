import t from 'tap';
import { faultsOf, goodFile, load, makeDirectory } from './setup.ts';

const directory = makeDirectory(t);

function withId(id: string) {
  const file = goodFile();
  file['gateway'].id = id;
  return file;
}

void t.test('a reference is replaced, also inside a text and more than once', async (t) => {
  const config = await load(directory, withId('${A}-x-${B}${A}'), { A: 'a1', B: 'b2' });
  t.equal(config.gateway.id, 'a1-x-b2a1');
});

void t.test('a value is not looked at again', async (t) => {
  const file = goodFile();
  file['identity'].issuers[0].audience = ['${A}'];
  const config = await load(directory, file, { A: '${B} $${C} $& $1' });
  t.strictSame(config.issuers[0]?.audience, ['${B} $${C} $& $1']);
});

void t.test('a doubled dollar is a literal one before a brace, and only there', async (t) => {
  const file = goodFile();
  file['identity'].issuers[0].audience = ['$${A}', '$$', '$A', 'a$'];
  const config = await load(directory, file, {});
  t.strictSame(config.issuers[0]?.audience, ['${A}', '$$', '$A', 'a$']);
});

void t.test('every unset variable is a fault with path and name', async (t) => {
  const file = withId('${A}${B}');
  file['connections'][0].upstream = 'https://${HOST}/x';
  t.strictSame((await faultsOf(directory, file, {})).toSorted(), [
    'connections[0].upstream refers to ${HOST}, and the environment variable HOST is not set',
    'gateway.id refers to ${A}, and the environment variable A is not set',
    'gateway.id refers to ${B}, and the environment variable B is not set',
  ]);
});

void t.test('a reference that is not one is a fault', async (t) => {
  for (const text of ['${', '${}', '${a b}', '${1A}', '${A', '${A:-x}']) {
    t.match(await faultsOf(directory, withId(text), { A: 'a' }), [
      /^gateway\.id has a `\$\{` that is not/,
    ]);
  }
});

void t.test('an empty variable is an empty text, which the schema judges', async (t) => {
  const faults = await faultsOf(directory, withId('${A}'), { A: '' });
  t.match(faults, [/^gateway\.id must be 1 to 63 letters/]);
});

void t.test('a reference gives text, never a number', async (t) => {
  const file = goodFile();
  file['gateway'].listen.port = '${PORT}';
  t.strictSame(await faultsOf(directory, file, { PORT: '8080' }), [
    'gateway.listen.port must be an integer (it is text: quotes and `${NAME}` make text)',
  ]);
});

void t.test('a variable is not taken from the prototype', async (t) => {
  t.match(await faultsOf(directory, withId('${toString}'), {}), [/toString is not set/]);
});
