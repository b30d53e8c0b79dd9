/** Says in plain words what a value is lacking by `schemas/config.json`. */
import type { ErrorObject } from 'ajv';
import { findNearest } from './nearest.ts';

/** What each pattern of the schema asks for. A test fails when the schema has another. */
export const PATTERNS: Readonly<Record<string, string>> = {
  '^[1-9][0-9]{0,8}(ms|s|m|h)$': 'must be a duration such as `500ms`, `30s`, `15m` or `1h`',
  '^[1-9][0-9]{0,8}(B|KiB|MiB|GiB)$': 'must be a size such as `512B`, `64KiB`, `1MiB` or `1GiB`',
  '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$':
    'must be 1 to 63 letters, digits, `.`, `_` or `-`, and begin with a letter or digit',
  '^[a-z0-9][a-z0-9-]{0,62}$':
    'must be 1 to 63 lower-case letters, digits or `-`, and begin with a letter or digit',
  '^(/[A-Za-z0-9._~-]+)+$':
    'must be whole path segments such as `/crm`: a `/` before each, none at the end, nothing encoded',
  '^[a-z0-9-]{1,16}$': 'must be 1 to 16 lower-case letters, digits or `-`',
  '^/(input|result)(/[^/]+)+$':
    'must be a JSON Pointer into `/input` or `/result`, such as `/input/request/body`',
  '^[A-Za-z0-9-]+$': 'must be a header name of letters, digits and `-`',
  '^[a-z0-9-]+$': 'must be a header name of lower-case letters, digits and `-`',
  '^[1-9][0-9]{0,5}(h|d)$': 'must be a time such as `36h` or `400d`',
  '^[^\\s+]+$': 'must be a name without spaces and `+`, such as `regent.example/gateway-1`',
  '^[a-z0-9]+([._-][a-z0-9]+)*$':
    'must be lower-case letters and digits, with single `.`, `_` or `-` between them',
  '^[A-Za-z0-9_.-]+$': 'must be letters, digits, `_`, `.` or `-`',
  '^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$':
    'must be a path such as `transit` or `team/transit`, without a `/` around it',
  '^[a-z0-9]+(-[a-z0-9]+)*$': 'must be lower-case letters and digits, with single `-` between them',
  '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$': 'must be printable ASCII without spaces, `"` and `\\`',
  '^[A-Z0-9]{1,32}$': 'must be an id of Slack, such as `C0123456789`',
};

const ARTICLES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: '`true` or `false`',
  integer: 'an integer',
  number: 'a number',
  object: 'a section of names and values',
  string: 'text',
};

const SECRET = 'must be `{ env: NAME }` or `{ file: path }`, never the secret itself';

/** What has alternatives in the schema, by its title. */
const ALTERNATIVES: Readonly<Record<string, string>> = {
  SecretSource: SECRET,
  EvidenceKeySection:
    'must be `{ id, file: path }`, `{ id, env: NAME }` or `{ id, vault: { address, key, token } }`, never the key itself',
};

/** The sentence, and the member of the value that it is about, where it is not the value itself. */
export interface Complaint {
  member?: string;
  sentence: string;
}

/** What the validator's `error` means to the operator. It never quotes a value: it may be secret. */
export function explain(error: ErrorObject): Complaint {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
      return { member: String(params['missingProperty']), sentence: 'is missing' };
    case 'dependencies':
      return {
        member: String(params['missingProperty']),
        sentence: `is missing (\`${String(params['property'])}\` needs it)`,
      };
    case 'additionalProperties':
      return explainUnknown(String(params['additionalProperty']), error);
    case 'type':
      return { sentence: explainType(String(params['type']), error) };
    case 'enum':
      return { sentence: `must be one of ${(params['allowedValues'] as string[]).join(', ')}` };
    case 'pattern':
      return { sentence: PATTERNS[String(params['pattern'])] ?? error.message ?? 'is not valid' };
    case 'format':
      return { sentence: 'must be an absolute URL' };
    case 'oneOf':
      return { sentence: ALTERNATIVES[String(error.parentSchema?.['title'])] ?? SECRET };
    case 'minLength':
      return { sentence: 'must not be empty' };
    case 'minItems':
      return { sentence: 'must have at least one item' };
    case 'minProperties':
      return { sentence: `must have at least one of ${listMembers(error).join(', ')}` };
    case 'minimum':
      return { sentence: `must be at least ${String(params['limit'])}` };
    case 'maximum':
      return { sentence: `must be at most ${String(params['limit'])}` };
    case 'maxLength':
      return { sentence: `must be at most ${String(params['limit'])} characters` };
    default:
      return { sentence: error.message ?? 'is not valid' };
  }
}

function explainUnknown(member: string, error: ErrorObject): Complaint {
  const names = listMembers(error);
  const nearest = findNearest(member, names);
  const remedy = nearest === undefined ? `known: ${names.join(', ')}` : `did you mean ${nearest}?`;
  return { member, sentence: `is not known; ${remedy}` };
}

function explainType(type: string, { data: value, parentSchema }: ErrorObject): string {
  if (parentSchema?.['title'] === 'SecretSource') return SECRET;
  const sentence = `must be ${ARTICLES[type] ?? type}`;
  if (value === null) return `${sentence}, but nothing stands there (give a value or remove it)`;
  if (typeof value === 'string' && type !== 'object' && type !== 'array') {
    return `${sentence} (it is text: quotes and \`\${NAME}\` make text)`;
  }
  return sentence;
}

function listMembers(error: ErrorObject): string[] {
  const parent = error.parentSchema as { properties?: Record<string, unknown> } | undefined;
  return Object.keys(parent?.properties ?? {});
}
