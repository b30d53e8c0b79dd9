import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { readText } from './files.ts';
import type { Place } from './place.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** PEM text of a certificate, its chain after it, and of its key. */
export interface KeyPair {
  cert: string;
  key: string;
}

/** Reads a certificate and its key; adds what is wrong with either, or between them, as faults. */
export function readKeyPair(
  place: Place,
  files: { cert?: string | undefined; key?: string | undefined },
  baseDir: string,
): KeyPair {
  const [certPlace, keyPlace] = [place.at('cert'), place.at('key')];
  const cert = readPem(certPlace, files.cert, baseDir);
  const key = readPem(keyPlace, files.key, baseDir);
  const [leaf] = parseCertificates(certPlace, cert);
  const privateKey = parseKey(keyPlace, key);
  if (leaf !== undefined) checkDates(certPlace, [leaf]);
  if (leaf !== undefined && privateKey !== undefined) {
    if (!leaf.checkPrivateKey(privateKey)) keyPlace.fault('is not the key of the certificate');
    else checkContext(certPlace, { cert, key });
  }
  return { cert, key };
}

/** Reads the certificates of the authorities that are trusted; at least one must be in force. */
export function readAuthorities(place: Place, file: string, baseDir: string): string {
  const ca = readPem(place, file, baseDir);
  const certificates = parseCertificates(place, ca);
  if (certificates.length > 0) checkDates(place, certificates);
  return ca;
}

function readPem(place: Place, file: string | undefined, baseDir: string): string {
  if (file === undefined) return place.need(file, '');
  try {
    if (file === '') throw new Error('its name is empty');
    const text = readText(resolve(baseDir, file));
    // To Node.js an empty text is none: it would trust the public authorities instead.
    if (text === '') throw new Error('it is empty');
    return text;
  } catch (error) {
    place.fault(`names a file that cannot be used: ${(error as Error).message}`);
    return '';
  }
}

function parseCertificates(place: Place, pem: string): X509Certificate[] {
  if (pem === '') return [];
  const blocks = pem.match(CERTIFICATE) ?? [];
  try {
    if (blocks.length === 0) throw new Error('no block');
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    place.fault('must be a file of PEM certificates (`-----BEGIN CERTIFICATE-----`)');
    return [];
  }
}

function parseKey(place: Place, pem: string): KeyObject | undefined {
  if (pem === '') return undefined;
  try {
    return createPrivateKey(pem);
  } catch {
    place.fault('must be a file of one PEM private key without a passphrase');
    return undefined;
  }
}

function checkDates(place: Place, certificates: X509Certificate[]): void {
  const now = Date.now();
  const ended = certificates.filter((certificate) => certificate.validToDate.getTime() <= now);
  const early = certificates.filter((certificate) => certificate.validFromDate.getTime() > now);
  if (ended.length + early.length < certificates.length) return;
  if (ended[0] !== undefined) {
    place.fault(`has expired (on ${ended[0].validToDate.toISOString()}); renew it`);
  } else if (early[0] !== undefined) {
    place.fault(`is not valid before ${early[0].validFromDate.toISOString()}`);
  }
}

/** Lets OpenSSL judge as it will when the pair is used: it refuses weak keys, for one. */
function checkContext(place: Place, pair: KeyPair): void {
  try {
    createSecureContext(pair);
  } catch (error) {
    place.fault(`cannot be used for TLS (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}
