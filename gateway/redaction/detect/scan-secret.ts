/** Secrets, by everything that gives them away. */
import { scanAssignment } from './scan-assignment.ts';
import { scanBearer, scanUserPassword } from './scan-bearer.ts';
import { scanPem } from './scan-pem.ts';
import { scanSecretFormats } from './scan-secret-formats.ts';
import type { Scanner } from './scanner.ts';

/** Finds secrets. */
export const scanSecret: readonly Scanner[] = [
  scanSecretFormats,
  scanPem,
  scanAssignment,
  scanBearer,
  scanUserPassword,
];
