import { randomBytes } from 'node:crypto';
import t from 'tap';
import type { KeyEncryption } from '../../../gateway/ledger/seal/key-encryption.ts';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import { Sessions } from '../../../gateway/ledger/seal/sessions.ts';

const agent = { issuer: 'https://i', subject: 's', client_id: 'c', actors: [], login: 'l' };
const local = openLocalKey('local', randomBytes(32).toString('base64'));

/** A clock, and sessions by it. */
async function open(
  options: { key?: KeyEncryption; maxKnown?: number; maxWrapping?: number } = {},
) {
  const clock = { now: 0 };
  const settings = { key: local, idle: 10, max: 100, now: () => clock.now, ...options };
  return { clock, sessions: await Sessions.open(settings) };
}

t.test('requests of one agent with one login share a session', async (t) => {
  const { sessions } = await open();
  const first = await sessions.of(agent);
  t.equal(sessions.of({ ...agent }), first);
  t.same(first.identity, { issuer: 'https://i', subject: 's', client_id: 'c' });
  t.match(await local.unwrap(first.id, first.wrapped), first.key);
  t.equal(first.kek, 'local');
});

t.test('whoever differs has another', async (t) => {
  const { sessions } = await open();
  const { client_id: _, ...without } = agent;
  const others = [
    { ...agent, issuer: 'https://j' },
    { ...agent, subject: 't' },
    { ...agent, client_id: 'd' },
    without,
    { ...agent, actors: [{ subject: 'a' }] },
    { ...agent, actors: [{ subject: 'a', issuer: 'https://i' }] },
    { ...agent, actors: [{ subject: 'a' }, { subject: 'b' }] },
    { ...agent, login: 'm' },
    { ...agent, subject: 's"],"x', login: 'l' },
  ];
  const all = await Promise.all([agent, ...others].map(async (each) => sessions.of(each)));
  t.equal(new Set(all.map(({ id }) => id)).size, all.length);
  t.equal(new Set(all.map(({ key }) => key.toString('hex'))).size, all.length);
  t.not(all.map(({ id }) => id).includes(sessions.own.id), true);
});

t.test('a session ends when it was idle, and at its longest', async (t) => {
  const { sessions, clock } = await open();
  const first = await sessions.of(agent);
  for (clock.now = 0; clock.now < 99; clock.now += 9) t.equal(await sessions.of(agent), first);
  clock.now = 100;
  const second = await sessions.of(agent);
  t.not(second, first);
  clock.now = 110;
  t.not(await sessions.of(agent), second);
});

t.test('requests at once begin one session', async (t) => {
  const { sessions } = await open();
  const all = await Promise.all([1, 2, 3].map(async () => sessions.of(agent)));
  t.equal(new Set(all).size, 1);
});

t.test('a flood of tokens is bounded, and who was forgotten begins anew', async (t) => {
  const { sessions } = await open({ maxKnown: 2 });
  const first = await sessions.of(agent);
  await sessions.of({ ...agent, login: '1' });
  t.equal(await sessions.of(agent), first);
  await sessions.of({ ...agent, login: '2' });
  t.equal(await sessions.of(agent), first, 'the least recently used is forgotten');
  await sessions.of({ ...agent, login: '3' });
  await sessions.of({ ...agent, login: '4' });
  t.not(await sessions.of(agent), first);
});

t.test('without a key new sessions are refused, running ones and the own go on', async (t) => {
  let works = true;
  const key: KeyEncryption = {
    ...local,
    wrap: (...args) => (works ? local.wrap(...args) : Promise.reject(new Error('unreachable'))),
  };
  const { sessions, clock } = await open({ key, maxWrapping: 1 });
  const first = await sessions.of(agent);
  const { own } = sessions;
  works = false;
  t.equal(sessions.of(agent), first);
  await t.rejects(Promise.resolve(sessions.of({ ...agent, login: 'm' })), {
    code: 'ledger-unavailable',
    status: 503,
  });
  clock.now = 1000;
  t.equal(sessions.own, own);
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(sessions.own, own);
  await new Promise((resolve) => setImmediate(resolve));
  works = true;
  t.equal(sessions.own, own);
  await new Promise((resolve) => setImmediate(resolve));
  t.not(sessions.own, own);
  const [one, two] = await Promise.allSettled(
    ['x', 'y'].map((login) => Promise.resolve(sessions.of({ ...agent, login }))),
  );
  t.equal(one!.status, 'fulfilled');
  t.equal(two!.status, 'rejected', 'no more are begun at once than may be');
});

t.test('a gateway whose own session cannot begin does not open', async (t) => {
  const key = { ...local, wrap: () => Promise.reject(new Error('unreachable')) };
  await t.rejects(open({ key }), { code: 'ledger-unavailable' });
});
