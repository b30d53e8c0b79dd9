/** The issuers of GitHub and GitLab sign for everybody: a good token of another repository or branch. */
import t from 'tap';
import { CLAIMS, grantAll, makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('tokens of others', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  const bytes = await makeBundle('one');
  const { repository: _, ...without } = CLAIMS;
  const claims: [string, Record<string, unknown>][] = [
    ['another repository', { ...CLAIMS, repository: 'evil/policies' }],
    ['a longer name', { ...CLAIMS, repository: 'acme/policies-fork' }],
    ['another case', { ...CLAIMS, repository: 'Acme/Policies' }],
    ['another branch', { ...CLAIMS, ref: 'refs/heads/main2' }],
    ['a tag of the same name', { ...CLAIMS, ref: 'refs/tags/main' }],
    ['a pull request', { ...CLAIMS, ref: 'refs/pull/1/merge' }],
    ['a list', { ...CLAIMS, repository: ['acme/policies'] }],
    ['no repository', without],
  ];
  for (const [name, each] of claims) {
    const answer = await server.publish(bytes, { token: await server.issuer.sign(each) });
    t.equal(answer.status, 403, name);
    t.match(await answer.json(), { code: 'forbidden', reasons: ['no-grant'] }, name);
  }
  t.equal(await server.revision(), undefined);
});

t.test('a grant for one channel, action and origin is for no other', async (t) => {
  const server = await startTestServer((issuer) => ({
    grants: [
      { ...grantAll(issuer), name: 'stage', actions: ['publish', 'list'], channels: ['staging'] },
      {
        ...grantAll(issuer),
        name: 'own',
        actions: ['publish'],
        channels: ['production'],
        source_repositories: ['acme/other'],
      },
    ],
  }));
  t.teardown(() => server.stop());
  t.equal((await server.publish(await makeBundle('one'))).status, 201);
  const { digest } = (await server.client.history('staging'))[0]!;
  const promotion = { action: 'promote', reason: '', from: 'staging', digest } as const;
  await t.rejects(server.client.change('production', promotion), /forbidden/);
  const rollback = { action: 'rollback', reason: '', digest } as const;
  await t.rejects(server.client.change('staging', rollback), /forbidden/);
  await t.rejects(server.client.history('production'), /forbidden/);
  const bytes = await makeBundle('one', { scope: 'production' });
  const answer = await server.publish(bytes, { channel: 'production' });
  t.equal(answer.status, 403, 'the manifest names a source that the grant does not take');
});
