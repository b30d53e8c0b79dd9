/** Asks the bundle server in the name of a person: its own policy decides, as for the command. */
import {
  BundleServerRefusal,
  createClient,
  type BundleClient,
} from '../../bundles/server/client.ts';
import { Refusal, SetupError } from '../errors.ts';
import type { Channel } from './channel.ts';

/** A client with the person's own token. */
export function clientFor(channel: Channel, token: string): BundleClient {
  return createClient({ server: channel.server, token });
}

/**
 * Does something at the bundle server. Rejects with a Refusal `promotion-forbidden` where it does not let the person,
 * `promotion-refused` where it does not take the change, `bundle-server-unavailable` where it does not answer.
 */
export async function atBundleServer<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw toRefusal(error);
  }
}

function toRefusal(error: SetupError): Refusal {
  const detail = error.faults.join('; ');
  if (!(error instanceof BundleServerRefusal))
    return new Refusal('bundle-server-unavailable', detail, { retryAfter: 5 }, error);
  if (error.status === 401 || error.status === 403)
    return new Refusal('promotion-forbidden', detail, {}, error);
  if (error.status >= 500)
    return new Refusal('bundle-server-unavailable', detail, { retryAfter: 5 }, error);
  return new Refusal('promotion-refused', detail, {}, error);
}
