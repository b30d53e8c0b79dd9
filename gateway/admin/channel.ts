/** The channels that a gateway follows, as places at a bundle server. */
import type { Gateway } from '../exchange.ts';

/** A channel of a bundle server. */
export interface Channel {
  /** Origin. */
  server: string;
  name: string;
}

/** The channel that decides, and the candidate's; absent where none is followed, or it is a file of another web server. */
export function channelsOf({ snapshot }: Gateway): { active?: Channel; candidate?: Channel } {
  const { service, shadow } = snapshot.config.policy;
  const active = service && readChannel(service.url);
  const candidate = shadow && readChannel(shadow.url);
  return { ...(active && { active }), ...(candidate && { candidate }) };
}

/** `https://host/bundles/production.tar.gz`, as Regent's bundle server has it. */
function readChannel(url: string): Channel | undefined {
  const { origin, pathname } = new URL(url);
  const [, name] = /^\/bundles\/([^/]+?)(?:\.tar\.gz)?$/.exec(pathname) ?? [];
  return name === undefined ? undefined : { server: origin, name };
}
