/** `regent policy` with nothing but `impact`. */
import { Command } from 'commander';
import { addImpactCommand } from '../../cli/policy-impact.ts';

const policy = new Command('policy');
addImpactCommand(policy);
await policy.parseAsync();
