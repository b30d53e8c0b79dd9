import t from 'tap';
import { createConnectionMatcher } from '../../gateway/request/match-connection.ts';
import type { ConnectionConfig } from '../../gateway/types.ts';

const connection = (name: string, match: ConnectionConfig['match']): ConnectionConfig =>
  ({ name, match }) as ConnectionConfig;

t.test('the most particular connection wins, whatever the order', async (t) => {
  const all = [
    connection('prefix', { pathPrefix: '/crm' }),
    connection('longer', { pathPrefix: '/crm/v2' }),
    connection('host', { host: 'crm.internal' }),
    connection('both', { host: 'crm.internal', pathPrefix: '/crm' }),
  ];
  for (const connections of [all, all.toReversed()]) {
    const match = createConnectionMatcher(connections);
    const nameOf = (host: string, ...segments: string[]): string | undefined =>
      match(host, segments)?.connection.name;
    t.equal(nameOf('x', 'crm', 'a'), 'prefix');
    t.equal(nameOf('x', 'crm', 'v2', 'a'), 'longer');
    t.equal(nameOf('crm.internal:8080', 'a'), 'host');
    t.equal(nameOf('crm.internal', 'crm'), 'both');
    t.equal(nameOf('x', 'crmx'), undefined, 'a prefix is whole segments');
    t.equal(nameOf('x', 'a'), undefined);
  }
});
