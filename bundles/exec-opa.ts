/** `npm run opa -- …`: runs the `opa` that Regent uses, with these arguments. */
import { spawnSync } from 'node:child_process';
import { findOpa } from './find-opa.ts';

const { path } = await findOpa();
const { status } = spawnSync(path, process.argv.slice(2), { stdio: 'inherit' });
process.exitCode = status ?? 1;
