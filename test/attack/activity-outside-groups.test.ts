/** Whoever is not of the reading groups sees nothing of what is on record, by no route. */
import t from 'tap';
import { askAdmin, READERS, searchOnce } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';

t.test('an agent, a stranger and an approver of something else', async (t) => {
  const gateway = await startTestGateway({ ledger: { readers: [READERS], erasers: ['dpo'] } });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/secret-path')).status, 200);
  const [row] = await searchOnce(gateway, '', 1);
  const paths = [
    '/api/activity',
    '/api/activity?path=secret',
    '/api/activity?subject=ada',
    '/api/activity/timeline',
    '/api/activity/events',
    `/api/activity/${row!.id}`,
    `/api/activity/${row!.id}/rules`,
    // One that is not there is told like one that is.
    `/api/activity/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
    '/api/sessions',
    `/api/sessions/${row!.session}`,
    '/api/policies',
    '/api/health',
  ];
  for (const path of paths) {
    for (const groups of [[], ['dpo'], ['auditor'], ['Auditors'], ['']]) {
      const answer = await askAdmin(gateway, path, { groups });
      t.match([answer.status, await answer.json()], [403, { code: 'ledger-forbidden' }], path);
    }
    const nobody = await askAdmin(gateway, path);
    t.match([nobody.status, await nobody.json()], [401, { code: 'credentials-missing' }], path);
    const agent = await fetch(gateway.adminUrl + path, {
      headers: { authorization: `Bearer ${gateway.token}` },
    });
    t.equal(agent.status, 401, 'a token for the gateway is none for its admin listener');
  }
});
