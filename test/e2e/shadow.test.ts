import t from 'tap';
import type { ShadowData } from '../../gateway/types.ts';
import { makeRelease, startChannel } from '../helpers/channel.ts';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

const deny = alwaysDecide({ action: 'deny', reasons: ['closed'] });
const allow = alwaysDecide({ action: 'allow', reasons: ['open'] });

t.test(
  'a candidate is asked beside, is never enforced, and where it differs is on record',
  async (t) => {
    const active = await startChannel();
    t.teardown(() => active.close());
    const candidate = await startChannel();
    t.teardown(() => candidate.close());
    active.put(await makeRelease({ rules: deny, sequence: 1 }, active.key));
    // The candidate is held against the same trust, so the same key signs it.
    candidate.put(await makeRelease({ rules: allow, sequence: 7, revision: 'next' }, active.key));
    const { url, wait, poll } = candidate.service;
    const gateway = await startTestGateway({
      channel: active,
      shadow: { url, wait, poll, share: 1 },
    });
    t.teardown(() => gateway.stop());

    const status = async (): Promise<{ shadow: { results: Record<string, number> } }> =>
      (await (await fetch(`${gateway.adminUrl}/api/status`)).json()) as never;
    for (;;) {
      const answer = await gateway.fetch('/svc/x');
      t.equal(answer.status, 403, 'whatever the candidate says');
      if ((await status()).shadow.results['differing']! > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    t.match(await status(), { shadow: { candidate: { revision: 'next' } } });
    const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
    t.match(metrics, /regent_shadow_differences_total\{kind="newly-allowed"\} [1-9]/);
    t.equal(gateway.received.length, 0, 'nothing reached the upstream');

    // It is written after it is counted.
    await until(async () => (await gateway.entries()).some(({ type }) => type === 'shadow'));
    const entries = await gateway.entries();
    const difference = entries.find(({ type }) => type === 'shadow')?.data as ShadowData;
    t.match(difference, {
      candidate: { revision: 'next' },
      kinds: ['newly-allowed'],
      active: { action: 'deny' },
      shadow: { action: 'allow' },
    });
    t.ok(
      entries.some(
        ({ type, data }) => type === 'refusal' && (data as ShadowData).id === difference.id,
      ),
      'of a decision that is on record',
    );
  },
);
