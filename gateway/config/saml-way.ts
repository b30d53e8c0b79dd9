import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { SamlWaySection } from '../../schemas/types.ts';
import type { SamlWayConfig, WayConfig } from '../types.ts';
import { readText } from './files.ts';
import type { Place, Pruned } from './place.ts';
import type { Surroundings } from './surroundings.ts';
import { duration } from './units.ts';
import { checkKeysUrl } from './urls.ts';

const RSA_BITS = 2048;

/** An identity provider of SAML 2.0; `url` is the origin of the page. */
export function resolveSamlWay(
  place: Place,
  raw: Pruned<SamlWaySection>,
  parts: { common: WayConfig; url: string; surroundings: Surroundings },
): SamlWayConfig {
  const { common, url, surroundings } = parts;
  const idp = place.at('idp');
  const ssoUrl = raw.idp?.sso_url;
  if (ssoUrl !== undefined) checkKeysUrl(idp.at('sso_url'), ssoUrl);
  const files = idp.at('certificates').need(raw.idp?.certificates, []);
  return {
    ...common,
    entityId: raw.entity_id ?? `${url}/auth/saml/${common.name}/metadata`,
    idp: {
      entityId: idp.at('entity_id').need(raw.idp?.entity_id, ''),
      ssoUrl: idp.at('sso_url').need(ssoUrl, ''),
      certificates: files.flatMap((file, index) =>
        file === undefined
          ? []
          : [readCertificate(idp.at('certificates', index), resolve(surroundings.baseDir, file))],
      ),
    },
    nameId: raw.name_id ?? 'persistent',
    groupsAttribute: place.at('groups_attribute').need(raw.groups_attribute, ''),
    ...(raw.person_attribute !== undefined && { personAttribute: raw.person_attribute }),
    clockTolerance: duration(place.at('clock_tolerance'), raw.clock_tolerance, '10m'),
  };
}

/** The certificate as PEM. It is a container of a key here: by whom it is signed and how long it holds says nothing. */
function readCertificate(place: Place, file: string): string {
  try {
    const text = readText(file);
    if (text.split('-----BEGIN CERTIFICATE-----').length !== 2) {
      throw new Error('it must hold one certificate');
    }
    const certificate = new X509Certificate(text);
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
    if (type !== 'rsa' || (details?.modulusLength ?? 0) < RSA_BITS) {
      throw new Error(`its key must be of RSA with at least ${RSA_BITS} bits`);
    }
    return certificate.toString();
  } catch (error) {
    place.fault(`must be a file with the provider's certificate: ${(error as Error).message}`);
    return '';
  }
}
