import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { faultsOf, goodFile, load, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);
writeFileSync(join(directory, 'empty.json'), '{"keys":[]}');
writeFileSync(join(directory, 'odd.json'), 'null');

function withIssuer(part: Raw) {
  const file = goodFile();
  Object.assign(file['identity'].issuers[0], part);
  return file;
}

const https = ' must be https (http is only for loopback)';
const at = 'identity.issuers[0]';
const cases: [part: Raw, faults: string[]][] = [
  [{ issuer: 'http://127.0.0.1:9000' }, []],
  [{ issuer: 'http://[::1]:9000/x' }, []],
  [{ issuer: 'http://localhost' }, []],
  [{ issuer: 'http://idp.example' }, [`${at}.issuer${https}`]],
  [{ issuer: 'http://127.0.0.1.evil.example' }, [`${at}.issuer${https}`]],
  [
    { issuer: 'http://localhost@evil.example' },
    [`${at}.issuer must have no credentials in it`, `${at}.issuer${https}`],
  ],
  [{ issuer: 'https://a?b' }, [`${at}.issuer must have no query and no fragment`]],
  [{ issuer: 'https://a#' }, [`${at}.issuer must have no query and no fragment`]],
  [{ issuer: 'ftp://a' }, [`${at}.issuer must be an https:// URL`]],
  [{ issuer: 'urn:a' }, [`${at}.issuer must be an https:// URL`]],
  [{ jwks_url: 'https://idp.example/keys?v=1' }, []],
  [{ jwks_url: 'http://idp.example/keys' }, [`${at}.jwks_url${https}`]],
  [{ jwks_url: 'https://u:p@idp.example/keys' }, [`${at}.jwks_url must have no credentials in it`]],
  [{ jwks_url: 'https://idp.example/keys#a' }, [`${at}.jwks_url must have no fragment`]],
  [{ jwks_file: 'jwks.json' }, []],
  [
    { jwks_file: 'empty.json' },
    [`${at}.jwks_file must be a file of a JSON Web Key Set with at least one key`],
  ],
  [
    { jwks_file: 'odd.json' },
    [`${at}.jwks_file must be a file of a JSON Web Key Set with at least one key`],
  ],
  [
    { jwks_file: 'no.json' },
    [
      `${at}.jwks_file names a file that cannot be used: ${join(directory, 'no.json')} does not exist`,
    ],
  ],
  [
    { jwks_file: 'jwks.json', jwks_url: 'https://a' },
    [`${at}.jwks_file and jwks_url cannot both be given`],
  ],
  [{ types: ['JWT'] }, [`${at}.types[0] must be a type in lower case, without \`application/\``]],
  [
    { types: ['application/jwt'] },
    [`${at}.types[0] must be a type in lower case, without \`application/\``],
  ],
  [
    { types: ['jwt', ''] },
    [`${at}.types[1] must be a type in lower case, without \`application/\``],
  ],
  [{ max_lifetime: '169h' }, [`${at}.max_lifetime must be at most 168h`]],
  [{ clock_tolerance: '11m' }, [`${at}.clock_tolerance must be at most 10m`]],
  [{ keys_max_age: '999999999h' }, [`${at}.keys_max_age must be at most 168h`]],
];

for (const [part, expected] of cases) {
  void t.test(JSON.stringify(part), async (t) => {
    t.strictSame(await faultsOf(directory, withIssuer(part)), expected);
  });
}

void t.test('two sections of one issuer are a fault', async (t) => {
  const file = goodFile();
  file['identity'].issuers.push({ ...file['identity'].issuers[0] });
  t.strictSame(await faultsOf(directory, file), [
    'identity.issuers[1].issuer is the same as that of item [0]',
  ]);
});

void t.test('what is given is resolved', async (t) => {
  const part = { jwks_file: 'jwks.json', admin_audience: ['urn:admin'], max_lifetime: '90m' };
  const [issuer] = (await load(directory, withIssuer(part))).issuers;
  t.equal(issuer?.jwksFile, join(directory, 'jwks.json'));
  t.strictSame(issuer?.adminAudience, ['urn:admin']);
  t.equal(issuer?.maxLifetime, 5_400_000);
});
