/** Tokens as GitLab's `id_tokens` have them. */
import t from 'tap';
import { createClient } from '../../bundles/server/client.ts';
import { grantAll, makeBundle, startTestServer } from './support.ts';

const GITLAB = {
  sub: 'project_path:acme/policies:ref_type:branch:ref:main',
  namespace_id: '72',
  namespace_path: 'acme',
  project_id: '20',
  project_path: 'acme/policies',
  user_login: 'ada',
  pipeline_source: 'push',
  ref: 'main',
  ref_type: 'branch',
  ref_path: 'refs/heads/main',
  ref_protected: 'true',
};

t.test('a project and its protected branch', async (t) => {
  const server = await startTestServer((issuer) => {
    const grant = grantAll(issuer);
    const claims = {
      project_id: ['20'],
      ref_type: ['branch'],
      ref: ['main', 'release'],
      ref_protected: ['true'],
    };
    return { grants: [{ ...grant, token: { ...grant.token!, claims } }] };
  });
  t.teardown(() => server.stop());
  const bytes = await makeBundle('one');
  const publish = async (claims: Record<string, unknown>): Promise<number> => {
    const token = await server.issuer.sign({ ...GITLAB, ...claims });
    return (await server.publish(bytes, { token })).status;
  };
  for (const other of [
    { project_id: '21' },
    { project_id: 20 },
    { ref: 'feature' },
    { ref_type: 'tag' },
    { ref_protected: 'false' },
    { ref_protected: undefined },
  ]) {
    t.equal(await publish(other), 403, JSON.stringify(other));
  }
  t.equal(await publish({}), 201);
  const token = await server.issuer.sign(GITLAB);
  const [entry] = await createClient({ server: server.url, token }).history('staging');
  t.match(entry?.by, / project_path:acme\/policies:ref_type:branch:ref:main$/);
});
