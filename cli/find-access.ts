import { SetupError } from '../gateway/errors.ts';
import { readDevFile } from './dev/dev-file.ts';

/** How a subcommand reaches the admin listener. */
export interface AccessOptions {
  admin?: string;
  token?: string;
  as: string;
}

/** The admin listener and the token to use: those that are named, else those of the `regent dev` that runs in this directory. */
export async function findAccess(
  options: AccessOptions,
): Promise<{ admin: string; token: string }> {
  const token = options.token ?? process.env['REGENT_TOKEN'];
  if (options.admin !== undefined && token !== undefined) return { admin: options.admin, token };
  const running = await readDevFile('.regent');
  const admin = options.admin ?? running?.admin;
  const found = token ?? running?.tokens[options.as];
  if (admin === undefined || found === undefined) {
    throw new SetupError([
      'Name the gateway with --admin and yourself with --token or REGENT_TOKEN ' +
        '(without them, `regent dev` must be running in this directory, and --as one of its people).',
    ]);
  }
  return { admin, token: found };
}
