#!/usr/bin/env node
// Plain JavaScript, so that a Node.js that is too old to run the rest can still say so.
import process from 'node:process';

const NEEDED = 26;
const major = Number(process.versions.node.split('.')[0]);

if (major < NEEDED) {
  process.stderr.write(
    `regent needs Node.js ${NEEDED} or later and runs on ${process.version}; ` +
      'start it with `npx regent` or an npm script, which use the one that npm installed.\n',
  );
  process.exitCode = 1;
} else {
  const { main } = await import('./main.ts');
  await main(process.argv);
}
