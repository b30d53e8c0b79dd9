/** `regent redact`: tries masks on a file, by the code that masks responses. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { RuleList } from './redact-rules.ts';
import type { RedactOptions } from './redact-setup.ts';

/** The options of a rule, which belong to the `--mask` or `--detect` before them. */
const RULE_OPTIONS: readonly [flags: string, description: string][] = [
  ['--with <method>', 'how it is masked (default: redact)'],
  ['--text <text>', 'for redact: what stands instead'],
  ['--inner <path>', 'for --mask: path within the JSON text that the value holds'],
  ['--keep-first <n>', 'for partial: leading characters that stay'],
  ['--keep-last <n>', 'for partial: trailing characters that stay'],
  ['--keep-domain', 'for partial: the domain of an email address stays'],
  ['--scope <name>', 'for hash, pseudonym and encrypt: within it equal values have equal tokens'],
  ['--preserve <form>', 'for pseudonym: email or digits'],
  ['--to <form>', 'for generalise: year, month or range'],
  ['--step <n>', 'for generalise to a range: its width'],
  ['--must-match', 'refuse input in which nothing is hit'],
  ['--dialect <name>', 'for --mask: rfc9535 (default) or jsonpath-plus'],
  ['--pattern <re2>', 'for --detect pattern: the regular expression'],
  ['--path <path>', 'for --detect: the strings that are looked through'],
];

/** These may stand several times; any other option of the command only once. */
const REPEATABLE = new Set(['key']);

/**
 * Adds `regent redact`. Its exit codes: 0 masked, 1 the input is refused or cannot be masked to its
 * end, 2 wrong usage.
 */
export function addRedactCommand(program: Command): void {
  const rules = new RuleList();
  const command = program
    .command('redact')
    .description('try masks on a file: standard input to standard output')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async (options: RedactOptions) => {
      const { redactStandardInput } = await import('./redact-run.ts');
      process.exitCode = await redactStandardInput(rules, options);
    });
  addRuleOptions(command, rules);
  const own = [
    new Option('--decision <file>', 'take the rules from a decision, such as `opa eval` prints'),
    new Option('--type <type>', 'Content-Type of the input').default('application/json'),
    new Option('--encoding <coding>', 'content coding of the input, which is undone: gzip, …'),
    new Option('--key <id=file>', 'key of hash and pseudonym; the first makes tokens')
      .argParser(collect)
      .default([], 'none'),
    new Option('--encrypt-key <id=file>', 'public key of encrypt, PEM'),
    new Option('--limit <size>', 'what may be held at once').default('16MiB'),
    new Option('--depth <n>', 'nesting that JSON may have').argParser(readDepth).default(64),
    new Option('--report [form]', 'tell on standard error what each rule hit')
      .choices(['table', 'json'])
      .preset('table'),
  ];
  for (const option of own) {
    command.addOption(option);
    // Of two, commander would take the last without a word, and with it perhaps fewer masks.
    if (!REPEATABLE.has(option.name())) refuseSecond(command, option.name(), rules);
  }
}

/** Commander tells of each option as it stands, in order. */
function addRuleOptions(command: Command, rules: RuleList): void {
  command
    .option('--mask <path>', 'begin a rule: mask what this JSONPath selects')
    .option('--detect <type>', 'begin a rule: mask what is found of this type, such as email')
    .on('option:mask', (path: string) => rules.begin('mask', path))
    .on('option:detect', (type: string) => rules.begin('detect', type));
  for (const [flags, description] of RULE_OPTIONS) {
    const option = new Option(flags, description);
    command.addOption(option);
    command.on(`option:${option.name()}`, (value?: string) => rules.set(option.name(), value));
  }
}

function refuseSecond(command: Command, name: string, rules: RuleList): void {
  let isGiven = false;
  command.on(`option:${name}`, () => {
    if (isGiven) rules.faults.push(`--${name} stands twice`);
    isGiven = true;
  });
}

function collect(value: string, values: string[]): string[] {
  return [...values, value];
}

/** As the gateway's `limits.json_depth`. */
function readDepth(text: string): number {
  const depth = Number(text);
  if (!/^[1-9][0-9]{0,2}$/.test(text) || depth > 512) {
    throw new InvalidArgumentError('must be a number from 1 to 512.');
  }
  return depth;
}
