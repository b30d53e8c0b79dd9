import { SetupError } from '../gateway/errors.ts';
import { readDevFile } from './dev/dev-file.ts';
import { renewToken } from './login.ts';
import { readTokens } from './stored-tokens.ts';

/** How a subcommand reaches the admin listener. */
export interface AccessOptions {
  admin?: string;
  token?: string;
  /** One of the people of `regent dev`. */
  as?: string;
}

/** Whose token is used under `regent dev` where nobody signed in. */
const DEV_PERSON = 'dana';

/**
 * The admin listener and the token to use. The listener is the one that is named, else that of the
 * `regent dev` that runs in this directory, else that of the last `regent login`. The token is the one that is
 * named, else what `regent login` has got for this very listener, else that of a person of `regent dev`.
 */
export async function findAccess(
  options: AccessOptions,
): Promise<{ admin: string; token: string }> {
  const named = options.token ?? process.env['REGENT_TOKEN'];
  if (options.admin !== undefined && named !== undefined) {
    return { admin: options.admin, token: named };
  }
  const running = await readDevFile('.regent');
  const admin = options.admin ?? running?.admin ?? (await readTokens())[0]?.admin;
  const stored =
    named === undefined && options.as === undefined && admin !== undefined
      ? await findStored(admin)
      : undefined;
  const token = named ?? stored ?? running?.tokens[options.as ?? DEV_PERSON];
  if (admin === undefined || token === undefined) {
    throw new SetupError([
      'Sign in with `regent login`, or name the gateway with --admin and yourself with --token or REGENT_TOKEN ' +
        '(without them, `regent dev` must be running in this directory, and --as one of its people).',
    ]);
  }
  return { admin, token };
}

/** What `regent login` has got for the listener, renewed where it has expired. It goes to no other listener. */
async function findStored(admin: string): Promise<string | undefined> {
  const origin = URL.parse(admin)?.origin;
  const token = (await readTokens()).find((each) => each.admin === origin);
  if (!token) return undefined;
  const valid = await renewToken(token);
  if (!valid) throw new SetupError([`Your sign-in to ${admin} has ended: run \`regent login\`.`]);
  return valid.access;
}
