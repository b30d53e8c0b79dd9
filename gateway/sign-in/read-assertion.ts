import { SignInError } from './types.ts';

/** What is looked at in an assertion. */
export interface AssertionFacts {
  id: string;
  /** Text of NameID, and its Format. */
  nameId: string;
  format?: string;
  attributes: Map<string, string[]>;
  /** When and how the person signed in; milliseconds since the epoch. */
  authnAt: number;
  acr?: string;
  /** Until when the provider wants the session to last. */
  sessionUntil?: number;
  issuedAt: number;
  /** From when on it can be no more replayed. */
  until: number;
}

/** What an assertion must be about. */
export interface AssertionRules {
  issuer: string;
  /** Address of ours that it must be for. */
  recipient: string;
  /** Id of the request that it must answer. */
  inResponseTo: string;
}

/** An element as xml2js gives it: attributes in `$`, text in `_`, and lists of children by name. */
export interface XmlNode {
  $?: Record<string, string>;
  _?: string;
  [child: string]: unknown;
}

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/**
 * Reads an assertion whose signature, audience and times were checked: what SAML 2.0 profiles section
 * 4.1.4.3 demands besides, strictly. Only what the signature covers is given to this. Throws a SignInError.
 */
export function readAssertion(assertion: XmlNode, rules: AssertionRules): AssertionFacts {
  if (assertion.$?.['Version'] !== '2.0') throw refused('its Version is not 2.0');
  const issuer = textOf(only(assertion, 'Issuer'), 'Issuer');
  if (issuer !== rules.issuer) throw refused(`its Issuer is ${JSON.stringify(issuer)}`);
  const subject = only(assertion, 'Subject');
  const nameId = only(subject, 'NameID');
  const until = checkConfirmation(only(subject, 'SubjectConfirmation'), rules);
  const statement = only(assertion, 'AuthnStatement');
  const conditions = only(assertion, 'Conditions');
  if (conditions.$?.['NotOnOrAfter'] === undefined)
    throw refused('Conditions have no NotOnOrAfter');
  const acr = children(only(statement, 'AuthnContext'), 'AuthnContextClassRef')[0]?._;
  const format = nameId.$?.['Format'];
  const sessionUntil = statement.$?.['SessionNotOnOrAfter'];
  return {
    id: attributeOf(assertion, 'ID'),
    nameId: textOf(nameId, 'NameID'),
    ...(format !== undefined && { format }),
    attributes: readAttributes(assertion),
    authnAt: timeOf(statement, 'AuthnInstant'),
    ...(acr !== undefined && { acr }),
    ...(sessionUntil !== undefined && {
      sessionUntil: timeOf(statement, 'SessionNotOnOrAfter'),
    }),
    issuedAt: timeOf(assertion, 'IssueInstant'),
    until,
  };
}

function checkConfirmation(confirmation: XmlNode, rules: AssertionRules): number {
  if (confirmation.$?.['Method'] !== BEARER) throw refused('it is not confirmed as bearer');
  const data = only(confirmation, 'SubjectConfirmationData');
  if (data.$?.['Recipient'] !== rules.recipient) throw refused('its Recipient is another');
  if (data.$['InResponseTo'] !== rules.inResponseTo) throw refused('it answers another request');
  return timeOf(data, 'NotOnOrAfter');
}

function readAttributes(assertion: XmlNode): Map<string, string[]> {
  const attributes = new Map<string, string[]>();
  for (const statement of children(assertion, 'AttributeStatement')) {
    for (const attribute of children(statement, 'Attribute')) {
      const name = attributeOf(attribute, 'Name');
      if (attributes.has(name))
        throw refused(`the attribute ${JSON.stringify(name)} is there twice`);
      const values = children(attribute, 'AttributeValue').map((value) => textOf(value, name));
      attributes.set(name, values);
    }
  }
  return attributes;
}

function children(node: XmlNode, name: string): XmlNode[] {
  const found = Object.hasOwn(node, name) ? node[name] : [];
  // xml2js gives an element without attributes and children as its text.
  return (found as (XmlNode | string)[]).map((child) =>
    typeof child === 'string' ? { _: child } : child,
  );
}

function only(node: XmlNode, name: string): XmlNode {
  const [found, ...more] = children(node, name);
  if (!found || more.length > 0) throw refused(`it must have one ${name}`);
  return found;
}

/** The text of an element that has nothing else in it. */
function textOf(node: XmlNode, name: string): string {
  const isPlain = Object.keys(node).every((key) => key === '$' || key === '_');
  if (!isPlain || node._ === undefined) throw refused(`${JSON.stringify(name)} is not a text`);
  return node._;
}

function attributeOf(node: XmlNode, name: string): string {
  const value = node.$?.[name];
  if (value === undefined || value === '') throw refused(`${name} is missing`);
  return value;
}

/** A time (SAML 2.0 core section 1.3.3: UTC, in the form of XML Schema). */
function timeOf(node: XmlNode, name: string): number {
  const text = attributeOf(node, name);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text);
  const time = isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw refused(`${name} is not a time in UTC`);
  return time;
}

function refused(what: string): SignInError {
  return new SignInError('refused', `the SAML assertion is not accepted: ${what}`);
}
