import { resolve } from 'node:path';
import type { ConfigFile } from '../../schemas/types.ts';
import type { Config } from '../types.ts';
import { checkDirectory } from './disk.ts';
import { checkPorts, resolveListener } from './listener.ts';
import type { Place, Pruned } from './place.ts';
import { duration } from './units.ts';

/** The gateway's name, addresses and state directory. */
export function resolveGateway(
  place: Place,
  raw: Pruned<ConfigFile>['gateway'] = {},
  baseDir: string,
): Config['gateway'] {
  const [listenPlace, adminPlace] = [place.at('listen'), place.at('admin')];
  const listen = resolveListener(listenPlace, listenPlace.need(raw.listen, { port: 0 }), baseDir);
  const admin = resolveListener(adminPlace, adminPlace.need(raw.admin, { port: 0 }), baseDir);
  checkPorts(adminPlace.at('port'), listen, admin);
  const statePlace = place.at('state_dir');
  const stateDir = resolve(baseDir, statePlace.need(raw.state_dir, '.'));
  checkDirectory(statePlace, stateDir);
  return {
    id: place.at('id').need(raw.id, ''),
    listen,
    admin,
    stateDir,
    drainTimeout: duration(place.at('drain_timeout'), raw.drain_timeout, '1h'),
  };
}
