/** Checks what the configuration names on the disk, and makes nothing there. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { statFile } from './files.ts';
import type { Place } from './place.ts';

/** Adds a fault unless `file` is a regular file that can be read. */
export function checkFile(place: Place, file: string): void {
  try {
    statFile(file);
    accessSync(file, constants.R_OK);
  } catch (error) {
    place.fault(`names a file that cannot be used: ${(error as Error).message}`);
  }
}

/** Adds a fault unless files can be made in `directory`, or it can be made. */
export function checkDirectory(place: Place, directory: string): void {
  try {
    if (!statSync(directory).isDirectory()) {
      place.fault(`must be a directory, and ${directory} is not`);
      return;
    }
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(directory);
    if (code === 'ENOENT' && parent !== directory) checkDirectory(place, parent);
    else place.fault(`must be writable, and ${directory} is not (${code ?? 'unknown'})`);
  }
}
