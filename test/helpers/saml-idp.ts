/** An identity provider of SAML 2.0 for tests: a page to pick a person on, and responses signed with xml-crypto. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import type { SamlWayConfig } from '../../gateway/types.ts';
import { makeCertificate } from '../config/certificates.ts';
import { serve } from './tokens.ts';

/** Who can be picked, and their groups. */
export const PEOPLE: Record<string, string[]> = { dana: ['dpo'], sam: ['support-lead'] };

/** What an assertion says; what is left out is good. */
export interface Saying {
  id?: string;
  issuer?: string;
  audience?: string;
  recipient?: string;
  /** Of the confirmation; `undefined` leaves it out. */
  inResponseTo?: string | undefined;
  /** Of the response. */
  responseInResponseTo?: string | undefined;
  /** XML inside NameID. */
  nameId?: string;
  format?: string;
  groups?: string[];
  attributes?: string;
  /** Milliseconds from now. */
  notBefore?: number;
  notOnOrAfter?: number;
  authnAt?: number;
  sessionUntil?: number;
  confirmation?: string;
}

/** A key pair in PEM, the public part in a certificate. */
export interface SigningPair {
  cert: string;
  key: string;
}

/** What a request of ours said. */
export interface AuthnRequest {
  id: string;
  acs: string;
  entityId: string;
}

/** A running provider. */
export interface SamlIdp {
  entityId: string;
  /** As the gateway knows it, under the name `company`. */
  way: SamlWayConfig;
  pair: SigningPair;
  /** The XML of an unsigned response. */
  response(request: AuthnRequest, saying?: Saying): string;
  close(): Promise<void>;
}

export const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

const NS =
  'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';

/** A new signing key. */
export function makeSigningPair(): SigningPair {
  return makeCertificate({ keys: generateKeyPairSync('rsa', { modulusLength: 2048 }) });
}

/** Starts a provider; `url` is the origin of the gateway's page. */
export async function startSamlIdp(url: string): Promise<SamlIdp> {
  const pair = makeSigningPair();
  const server = await serve((request, response, own) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const encoded = new URL(request.url ?? '/', own).searchParams.get('SAMLRequest');
    response.end(encoded === null ? 'no request' : pickPage(idp, readRequest(encoded)));
  });
  const entityId = `${server.url}/metadata`;
  const idp: SamlIdp = {
    entityId,
    pair,
    way: {
      name: 'company',
      label: 'Company',
      entityId: `${url}/auth/saml/company/metadata`,
      idp: { entityId, ssoUrl: `${server.url}/sso`, certificates: [pair.cert] },
      nameId: 'persistent',
      groupsAttribute: 'groups',
      clockTolerance: 30_000,
    },
    response: (request, saying = {}) => makeResponse(entityId, request, saying),
    close: server.close,
  };
  return idp;
}

/** What is in `SAMLRequest` of an address. */
export function readRequest(encoded: string): AuthnRequest {
  const xml = inflateRawSync(Buffer.from(encoded, 'base64')).toString('utf8');
  const attribute = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? '';
  return {
    id: attribute('ID'),
    acs: attribute('AssertionConsumerServiceURL'),
    entityId: /<saml:Issuer[^>]*>([^<]*)</.exec(xml)?.[1] ?? '',
  };
}

/** Signs the element with this `ID`; the signature comes after its Issuer, as the schema has it. */
export function signElement(
  xml: string,
  id: string,
  { key, cert }: SigningPair,
  algorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  digest = 'http://www.w3.org/2001/04/xmlenc#sha256',
): string {
  const signer = new SignedXml({
    privateKey: key,
    publicCert: cert,
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.addReference({
    xpath: `//*[@ID='${id}']`,
    digestAlgorithm: digest,
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
  });
  const reference = `//*[@ID='${id}']/*[local-name(.)='Issuer']`;
  signer.computeSignature(xml, { location: { reference, action: 'after' } });
  return signer.getSignedXml();
}

/** The `ID` of the first assertion. */
export function assertionId(xml: string): string {
  return /<saml:Assertion [^>]*ID="([^"]*)"/.exec(xml)?.[1] ?? '';
}

function makeResponse(entityId: string, request: AuthnRequest, saying: Saying): string {
  const at = (offset: number): string => new Date(Date.now() + offset).toISOString();
  const answers = (name: 'inResponseTo' | 'responseInResponseTo'): string => {
    const value = name in saying ? saying[name] : request.id;
    return value === undefined ? '' : ` InResponseTo="${value}"`;
  };
  const { id = `_${randomUUID()}`, issuer = entityId, groups = PEOPLE['dana']! } = saying;
  const end = at(saying.notOnOrAfter ?? 300_000);
  const session =
    saying.sessionUntil === undefined ? '' : ` SessionNotOnOrAfter="${at(saying.sessionUntil)}"`;
  const confirmation =
    saying.confirmation ??
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="${saying.recipient ?? request.acs}" NotOnOrAfter="${end}"${answers('inResponseTo')}/></saml:SubjectConfirmation>`;
  const attributes =
    saying.attributes ??
    `<saml:Attribute Name="groups">${groups.map((group) => `<saml:AttributeValue>${group}</saml:AttributeValue>`).join('')}</saml:Attribute>`;
  return (
    `<samlp:Response ${NS} ID="_${randomUUID()}" Version="2.0" IssueInstant="${at(0)}" Destination="${request.acs}"${answers('responseInResponseTo')}>` +
    `<saml:Issuer>${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
    `<saml:Assertion ${NS} ID="${id}" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer>${issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${saying.format ?? PERSISTENT}">${saying.nameId ?? 'dana'}</saml:NameID>${confirmation}</saml:Subject>` +
    `<saml:Conditions NotBefore="${at(saying.notBefore ?? -60_000)}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${saying.audience ?? request.entityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(saying.authnAt ?? 0)}"${session}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion></samlp:Response>`
  );
}

function pickPage(idp: SamlIdp, request: AuthnRequest): string {
  const forms = Object.entries(PEOPLE).map(([nameId, groups]) => {
    const xml = idp.response(request, { nameId, groups });
    const signed = signElement(xml, assertionId(xml), idp.pair);
    const value = Buffer.from(signed).toString('base64');
    return `<form method="post" action="${request.acs}"><input type="hidden" name="SAMLResponse" value="${value}"><button type="submit">${nameId}</button></form>`;
  });
  return `<!DOCTYPE html><html lang="en"><title>Company login</title><h1>Who are you?</h1>${forms.join('')}</html>`;
}
