import { join } from 'node:path';
import { styleText } from 'node:util';
import type { DevFile } from './dev-file.ts';

/** Tells what listens where, and what to paste. */
export function printWelcome(facts: DevFile, stateDir: string): void {
  const bold = (text: string): string => styleText('bold', text);
  const dim = (text: string): string => styleText('dim', text);
  const lines = [
    '',
    bold('Regent is up.'),
    `  gateway   ${facts.gateway}        agents call this`,
    `  admin     ${facts.admin}        /healthz /readyz /metrics /api/approvals`,
    `  page      ${facts.page}        approvals and activity; sign in as dana, sam or alex`,
    `  issuer    ${facts.issuer}        example OpenID Connect issuer`,
    `  upstream  ${facts.upstream}        example CRM; only the gateway has its key`,
    `  state     ${stateDir}        ledger, bundle, approvals`,
    '',
    styleText(['bold', 'yellow'], 'The policies are NOT SIGNED: whoever can write them decides.'),
    dim('`regent serve` takes signed bundles only.'),
    '',
    `Paste these (tokens last 10 minutes; ${join(stateDir, 'dev.json')} always has fresh ones):`,
  ];
  facts.examples.forEach((example, index) => {
    lines.push('', bold(`${index + 1}. ${example.name}`), dim(`   expect ${example.status}`));
    lines.push(example.curl);
  });
  lines.push(
    '',
    dim('   The answer to 5 names an approval. Grant it, as the example person dana of group dpo:'),
    'npx regent approvals approve <id>',
    dim('   and send 5 again: it passes once, masked.'),
    '',
    dim('Saved changes of the policies decide at once.'),
    'Ctrl-C stops everything.',
    '',
  );
  console.log(lines.join('\n'));
}
