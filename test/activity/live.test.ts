/** Requests are seen as they happen. */
import t from 'tap';
import type { ActivityRow } from '../../gateway/admin/contract.ts';
import { askAdmin, READERS, searchOnce } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { readEvents } from '../helpers/read-events.ts';

t.test('live', async (t) => {
  const gateway = await startTestGateway({ ledger: { readers: [READERS] } });
  t.teardown(() => gateway.stop());
  await gateway.fetch('/svc/before');
  await searchOnce(gateway, 'state=done', 1);

  const open = async (query: string): Promise<Response> => {
    const answer = await askAdmin(gateway, `/api/activity/events${query}`, { groups: [READERS] });
    t.match([answer.status, answer.headers.get('content-type')], [200, 'text/event-stream']);
    return answer;
  };
  const [withPath, without] = [await open(''), await open('?path=false')];
  t.equal((await gateway.fetch('/svc/while')).status, 200);
  const seen = async (response: Response): Promise<ActivityRow> => {
    for await (const { event, data } of readEvents(response)) {
      t.equal(event, 'activity');
      const row = data as ActivityRow;
      if (row.state === 'done') return row;
    }
    throw new Error('the events ended');
  };
  const [row, bare] = await Promise.all([seen(withPath), seen(without)]);
  t.match(row, { path: '/while', status: 200, state: 'done', identity: { subject: 'agent' } });
  t.equal(bare.id, row.id);
  t.notOk(bare.path);
});
