/** The words that both forms of the report have in common. */
import type { BodyShown, Closed, Person, Probe, Report } from './model.ts';

/** What the report answers, and in which section. */
export const ANSWERS: readonly [article: string, question: string, section: string][] = [
  [
    'Article 5(1)(a), 15',
    'Who had access to which data, when, and what exactly was delivered?',
    'access',
  ],
  ['Article 5(1)(b), 30', 'For which purpose and on which legal basis?', 'purposes'],
  ['Article 5(1)(c), 32', 'What was withheld: masked, or refused?', 'refusals'],
  ['Article 5(2), 32', 'Which person approved it?', 'approvals'],
  [
    'Article 5(2), 32',
    'What did the gateway itself ask of the services, and for which request?',
    'probes',
  ],
  ['Article 17', 'What was erased, and since when?', 'erasures'],
  ['Article 32', 'By which policy was it decided, and who could change the record?', 'operations'],
  ['Article 33', 'Was anything out of order: gaps, failures, recoveries?', 'incidents'],
  ['Article 5(2)', 'How can all of this be checked without trusting whoever wrote it?', 'verify'],
];

/** Sections in their order: id, title and what it is about. */
export const SECTIONS: Record<string, [title: string, about: string]> = {
  access: [
    'Access to data',
    'Each request that an agent made and the gateway let through, with what was delivered after masking.',
  ],
  purposes: [
    'Purposes and legal bases',
    'What the policy named as the purpose and the legal basis of each access, counted.',
  ],
  refusals: [
    'Refusals',
    'Requests that were not forwarded. The service behind the gateway never saw them, but for what the gateway itself asked before a person decided (see there).',
  ],
  approvals: ['Approvals', 'Each step of the approvals that requests needed.'],
  probes: [
    'Looks at the services',
    'GETs of the gateway itself, by which it looked whether what an approval is about was still so. No agent saw the answers.',
  ],
  erasures: [
    'Erasures',
    'What was erased on request of data subjects. The keys of these exchanges were destroyed: nobody can read them any more.',
  ],
  incidents: [
    'Incidents',
    'What the gateway recorded about itself that was out of the ordinary, or that touches the record.',
  ],
  operations: ['Operation', 'Starts, stops, the policies that decided, and the keys that sign.'],
  verify: [
    'How to verify this without Regent',
    'This report proves nothing by itself. The archive that it came in does, to whoever knows the public key of the ledger.',
  ],
};

/** How the archive is verified, step by step. */
export const STEPS: readonly string[] = [
  'Know the key from elsewhere. The vkey of the ledger is published by whoever runs the gateway, or was noted earlier; a key that only comes with the archive proves nothing.',
  'Verify the file checkpoint: a C2SP signed note. Its last lines are Ed25519 signatures over the text before them. Its lines are the name of the ledger, the number of its entries, and the root hash of their Merkle tree. Lines of witnesses prove that others saw the same tree.',
  'For each line of the files of entries (000000000000.ndjson and so on) compute SHA-256 over a zero byte and the line without its line feed: the leaf hash of RFC 6962.',
  'With the proof of the same number in proofs.ndjson compute the root, as RFC 9162 section 2.1.3.2 says. It must be that of the checkpoint. Then the entry is what was written, and where.',
  'The member prev of each entry is the leaf hash of the entry before it, and seq counts without holes within a file. So nothing was left out within a file.',
  'With consistency.ndjson verify that older checkpoints are of the same tree (RFC 9162 section 2.1.4.2); do so too with any checkpoint that you kept from earlier.',
  'Bodies are encrypted; the entry names the SHA-256 of the ciphertext. The keys in exchange-keys.ndjson open them and the sealed parts of entries: AES-256-GCM, with keys derived by HKDF-Expand.',
  'The policy bundle that decided is in bundles, named by its SHA-256, which each decision names too. A stock opa evaluates it on the recorded input and must reach the recorded decision.',
  'The page docs/ledger-format.md of Regent specifies every byte of this; a verifier can be written from it alone. README.txt in the archive shows the commands.',
];

/** Who it was, on one line. */
export function describePerson({ issuer, subject, client, actors }: Person): string {
  const parts = [
    `${subject} (${issuer})`,
    ...(client === undefined ? [] : [`client ${client}`]),
    ...actors.map((actor) => `acted for by ${actor}`),
  ];
  return parts.join(', ');
}

/** What was looked at, on one line. */
export function describeProbe({ method, target = '(erased or without key)' }: Probe): string {
  return `${method} ${target}`;
}

/** What of a body is not shown. */
export function describeRest({ bytes, truncated, text, left }: BodyShown): string {
  const parts: string[] = [];
  if (text === undefined && bytes > 0)
    parts.push(`${number(bytes)} bytes that are not text, or cannot be read`);
  else if (left > 0)
    parts.push(`${number(left)} of ${number(bytes)} bytes more are in the archive`);
  if (bytes === 0) parts.push('empty');
  if (truncated)
    parts.push(
      'the recording was cut at the limit of the connection; what was delivered is longer',
    );
  return parts.join('; ');
}

export const CLOSED: Record<Closed, string> = {
  erased: 'Erased: what was asked and delivered cannot be read any more.',
  'no-key': 'Whoever made this report had no key for what was asked and delivered.',
};

/** The period that was asked for, in words. */
export function describePeriod({ from, to }: Report): string {
  if (from === undefined && to === undefined)
    return 'from the beginning of the ledger to its checkpoint';
  return `from ${from ?? 'the beginning of the ledger'} to ${to ?? 'the checkpoint'}`;
}

/** What was left out of a list. */
export function describeMore(count: number, shown: number): string | undefined {
  return count > shown
    ? `The first ${number(shown)} of ${number(count)} are told here. All of them are in the archive: regent evidence query lists them.`
    : undefined;
}

export function number(value: number): string {
  return value.toLocaleString('en');
}
