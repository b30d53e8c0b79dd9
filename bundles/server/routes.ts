/** Finds what a request is for, and answers it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { allow, sendJson } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { createChangeChannel } from './change-channel.ts';
import type { ChannelAction } from './config-file.ts';
import type { ServerParts } from './parts.ts';
import { ServerRefusal } from './problems.ts';
import type { Current, ListedEntry } from './store.ts';

/** Entries of a history that one answer has. */
const MAX_ENTRIES = 1000;

/** Answers a request; rejects with Refusal or ServerRefusal. */
export type Route = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * `GET /bundles/<channel>[.tar.gz]`, `POST /v1/channels/<channel>`, `GET /v1/channels`,
 * `GET /v1/channels/<channel>/history`, `GET /v1/channels/<channel>/bundles/<digest>`, `GET /healthz`.
 * Paths are matched as they come: nothing is decoded, so nothing can be hidden in them.
 */
export function createRoute(parts: ServerParts): Route {
  const { config, store, identifier, authorise, service } = parts;
  const change = createChangeChannel(parts);

  const permit = async (req: IncomingMessage, action: ChannelAction, channel: string) => {
    authorise({
      stage: 'request',
      action,
      channel,
      caller: await authenticate(req, identifier),
    });
  };

  return async (req, res) => {
    const [path = '', query = ''] = (req.url ?? '').split(/\?(.*)/s, 2);
    const segments = path.split('/').slice(1);
    const [first, second, third, fourth, fifth] = segments;
    const shape = `${first}/${segments.length}`;

    if (shape === 'healthz/1') {
      allow(req, 'GET', 'HEAD');
      sendJson(res, 200, { status: 'ok' });
    } else if (shape === 'bundles/2') {
      allow(req, 'GET', 'HEAD');
      const channel = knownChannel(second!.replace(/\.tar\.gz$/, ''));
      if (config.read === 'granted') await permit(req, 'read', channel);
      service.answer(req, res, channel);
    } else if (shape === 'v1/2' && second === 'channels') {
      allow(req, 'GET');
      const caller = await authenticate(req, identifier);
      const visible = [...config.channels.keys()].filter((channel) => {
        try {
          return authorise({ stage: 'request', action: 'list', channel, caller });
        } catch {
          return false;
        }
      });
      const channels = visible.map((name) => ({ name, current: describe(store.current(name)) }));
      sendJson(res, 200, { channels });
    } else if (shape === 'v1/3' && second === 'channels') {
      allow(req, 'POST');
      const { status, entry } = await change(
        req,
        res,
        knownChannel(third!),
        new URLSearchParams(query),
      );
      sendJson(res, status, entry);
    } else if (shape === 'v1/4' && second === 'channels' && fourth === 'history') {
      allow(req, 'GET');
      const channel = knownChannel(third!);
      await permit(req, 'list', channel);
      sendJson(res, 200, { entries: store.history(channel).slice(-MAX_ENTRIES) });
    } else if (shape === 'v1/5' && second === 'channels' && fourth === 'bundles') {
      allow(req, 'GET');
      const channel = knownChannel(third!);
      await permit(req, 'list', channel);
      const bytes = await store.read(channel, fifth!);
      if (bytes === undefined) {
        throw new ServerRefusal(
          'no-bundle',
          'The channel never had this bundle, or it was removed.',
        );
      }
      res.writeHead(200, { 'Content-Type': 'application/gzip', 'Content-Length': bytes.length });
      res.end(bytes);
    } else {
      throw new ServerRefusal('not-found', 'See docs/bundle-server.md for what is served.');
    }
  };

  function knownChannel(name: string): string {
    if (config.channels.has(name)) return name;
    throw new ServerRefusal('unknown-channel', 'The configuration has no channel of this name.');
  }
}

function describe(current: Current | undefined): ListedEntry | undefined {
  return current && { ...current.entry, size: current.bytes.length };
}
