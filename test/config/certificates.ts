/** Makes real certificates (RFC 5280) for tests, of any dates, without a program from outside. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

const OIDS = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  subjectAltName: '551d11',
};

/** PEM text of a self-signed P-256 certificate for 127.0.0.1 and localhost, and of its key. */
export function makeCertificate(
  options: {
    name?: string;
    from?: Date;
    to?: Date;
    keys?: { publicKey: KeyObject; privateKey: KeyObject };
  } = {},
): { cert: string; key: string } {
  const day = 86_400_000;
  const { name = 'localhost', from = new Date(Date.now() - day) } = options;
  const { to = new Date(Date.now() + day) } = options;
  const keys = options.keys ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(0x30, oid(OIDS.ecdsaWithSha256));
  const subject = der(
    0x30,
    der(0x31, der(0x30, oid(OIDS.commonName), der(0x0c, Buffer.from(name)))),
  );
  const names = der(
    0x30,
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1])), // serial number
    algorithm,
    subject, // issuer
    der(0x30, time(from), time(to)),
    subject,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, der(0x30, oid(OIDS.subjectAltName), der(0x04, names)))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, keys.privateKey));
  const certificate = der(0x30, body, algorithm, signature).toString('base64');
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function time(date: Date): Buffer {
  // GeneralizedTime, in whole seconds.
  const text = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}
