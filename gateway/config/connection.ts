import type { ConnectionSection } from '../../schemas/types.ts';
import type { ConnectionConfig } from '../types.ts';
import { resolveCredentials } from './credentials.ts';
import { checkForwarded, normalise } from './headers.ts';
import { isAuthorityHost, isHostName } from './hosts.ts';
import { readAuthorities, readKeyPair } from './pem.ts';
import type { Place, Pruned } from './place.ts';
import { count, duration, size } from './units.ts';
import { readUpstream } from './urls.ts';

/** A connection to an internal service. */
export function resolveConnection(
  place: Place,
  raw: Pruned<ConnectionSection>,
  baseDir: string,
  env: NodeJS.ProcessEnv,
): ConnectionConfig {
  const credentials = resolveCredentials(place.at('credentials'), raw, baseDir, env);
  const headers = place.at('headers').need(raw.headers, []);
  const names = credentials.map(({ header }) => normalise(header));
  checkForwarded(place.at('headers'), headers, names);
  const timeouts = place.at('timeouts').need(raw.timeouts, {});
  return {
    name: place.at('name').need(raw.name, ''),
    match: resolveMatch(place.at('match'), raw.match),
    upstream: resolveUpstream(place, raw),
    tls: resolveTls(place.at('tls'), raw.tls, baseDir),
    timeouts: {
      connect: duration(place.at('timeouts', 'connect'), timeouts.connect, '5m'),
      response: duration(place.at('timeouts', 'response'), timeouts.response, '1h'),
    },
    maxConnections: count(place.at('max_connections'), raw.max_connections, 65_535),
    credentials,
    headers: headers.filter((header) => header !== undefined),
    requestBody: place.at('request_body').need(raw.request_body, 'json'),
    allowEncodedSlash: place.at('allow_encoded_slash').need(raw.allow_encoded_slash, false),
    jsonTexts: place.at('json_texts').need(raw.json_texts, false),
    allowSemicolon: place.at('allow_semicolon').need(raw.allow_semicolon, false),
    recordBodies: resolveRecording(place.at('record_bodies'), raw.record_bodies),
    responseLimit: size(place.at('response_limit'), raw.response_limit, ['1B', '256MiB']),
  };
}

function resolveRecording(
  place: Place,
  raw: Pruned<ConnectionSection>['record_bodies'] = {},
): ConnectionConfig['recordBodies'] {
  return {
    request: place.at('request').need(raw.request, true),
    response: place.at('response').need(raw.response, true),
    limit: size(place.at('limit'), raw.limit, ['1KiB', '16GiB']),
  };
}

function resolveMatch(
  place: Place,
  raw: Pruned<ConnectionSection>['match'],
): ConnectionConfig['match'] {
  const { host, path_prefix: pathPrefix } = place.need(raw, {});
  if (host !== undefined && !isAuthorityHost(host)) {
    place.at('host').fault('must be a host in lower case, without port');
  }
  if (pathPrefix !== undefined && /\/\.\.?(\/|$)/.test(pathPrefix)) {
    place.at('path_prefix').fault('must have no segment `.` or `..`: no request could match it');
  }
  return {
    ...(host !== undefined && { host }),
    ...(pathPrefix !== undefined && { pathPrefix }),
  };
}

function resolveUpstream(place: Place, raw: Pruned<ConnectionSection>): URL {
  const text = place.at('upstream').need(raw.upstream, 'https://fault.invalid');
  const url = readUpstream(place.at('upstream'), text, raw.allow_plaintext ?? false);
  if (url.protocol === 'http:' && Object.keys(raw.tls ?? {}).length > 0) {
    place.at('tls').fault('has no effect on an http upstream (make it https, or remove tls)');
  }
  return url;
}

function resolveTls(
  place: Place,
  raw: Pruned<ConnectionSection>['tls'],
  baseDir: string,
): ConnectionConfig['tls'] {
  const { ca, cert, key, server_name: serverName } = place.need(raw, {});
  if (serverName !== undefined && !isHostName(serverName)) {
    place.at('server_name').fault('must be a host name in lower case (RFC 6066 section 3)');
  }
  const pair = cert !== undefined || key !== undefined;
  return {
    ...(ca !== undefined && { ca: readAuthorities(place.at('ca'), ca, baseDir) }),
    ...(pair && readKeyPair(place, { cert, key }, baseDir)),
    ...(serverName !== undefined && { serverName }),
  };
}
