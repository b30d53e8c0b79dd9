/** Runs `regent policy …` as a process, as `cli/main.ts` has it. */
import { Command } from 'commander';
import { addPolicyCommands } from '../../cli/policy.ts';

const program = new Command('regent');
addPolicyCommands(program.command('policy'));
await program.parseAsync(process.argv);
