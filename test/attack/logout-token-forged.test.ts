/** Logout tokens that no provider made, or made for something else. */
import { generateKeyPair } from 'jose';
import t from 'tap';
import { BackChannel } from '../../gateway/sign-in/back-channel.ts';
import { Sessions } from '../../gateway/sign-in/sessions.ts';
import type { SignedIn } from '../../gateway/sign-in/types.ts';
import { createTestIssuer, forgeToken, type SignOverrides } from '../helpers/tokens.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

t.test('only a good token ends a session, and only those that it means', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const { issuer: iss } = issuer.config;
  const sessions = new Sessions({ maxAge: 3_600_000, idle: 3_600_000 });
  const way = {
    name: 'company',
    label: 'x',
    issuer: iss,
    clientId: 'console',
    scopes: ['openid'],
    groupsClaim: 'groups',
  };
  const channel = new BackChannel(way, sessions, Date.now);
  t.teardown(() => {
    channel.close();
    sessions.close();
  });
  const signedIn = (subject: string, sid?: string): SignedIn => ({
    person: { issuer: iss, subject, actors: [], groups: [] },
    saidAt: Date.now() - 60_000,
    ...(sid !== undefined && { sid }),
  });
  let count = 0;
  const sign = (claims: object = {}, overrides: SignOverrides = {}) => {
    count += 1;
    const good = { aud: 'console', sub: 'dana', jti: `t${count}`, events: { [EVENT]: {} } };
    const header = { typ: 'logout+jwt', ...overrides.header };
    return issuer.sign({ groups: undefined, ...good, ...claims }, { ...overrides, header });
  };
  sessions.begin(signedIn('dana', 's1'), 'oidc', 'company');
  sessions.begin(signedIn('dana', 's2'), 'oidc', 'company');
  sessions.begin(signedIn('sam', 's3'), 'oidc', 'company');
  sessions.begin(signedIn('dana'), 'saml', 'company');

  const { privateKey } = await generateKeyPair('ES256');
  const past = Date.now() - 600_000;
  const forged: Record<string, string> = {
    'not signed': forgeToken({ alg: 'none', typ: 'logout+jwt' }, { iss, sub: 'dana' }),
    'another key': await sign({}, { key: privateKey }),
    'another issuer': await sign({ iss: 'https://evil.example' }),
    'another client': await sign({ aud: 'other' }),
    'an ID token': await sign({ events: undefined }, { header: { typ: 'JWT' } }),
    'a nonce': await sign({ nonce: 'n' }),
    'another event': await sign({ events: { 'urn:other': {} } }),
    'an event that is no object': await sign({ events: { [EVENT]: true } }),
    'events that are a list': await sign({ events: [EVENT] }),
    'nobody named': await sign({ sub: undefined }),
    'no name of its own': await sign({ jti: undefined }),
    'an access token': await sign({}, { header: { typ: 'at+jwt' } }),
    expired: await sign({}, { at: past - 3_600_000 }),
    old: await sign({ exp: Math.floor(Date.now() / 1000) + 600 }, { at: past }),
    nonsense: 'x',
  };
  for (const [name, token] of Object.entries(forged)) {
    await t.rejects(channel.logout(token), { name: 'Refusal' }, name);
    t.equal(sessions.size, 4, name);
  }
  t.equal(await channel.logout(await sign({ sid: 's9' })), 0, 'another session');
  const one = await sign({ sid: 's1', sub: undefined });
  t.equal(await channel.logout(one), 1, 'by sid');
  sessions.begin(signedIn('dana', 's1'), 'oidc', 'company');
  t.equal(await channel.logout(one), 0, 'a token counts once');
  t.equal(await channel.logout(await sign()), 2, 'by sub: all of the person, by this way');
  t.equal(sessions.size, 2);
  t.ok(channel.hasEnded(signedIn('dana', 's7')), 'a sign-in that was under way');
  t.notOk(channel.hasEnded({ ...signedIn('dana'), saidAt: Date.now() + 60_000 }));
  t.notOk(channel.hasEnded(signedIn('sam', 's3')));
});
