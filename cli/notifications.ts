import type { DeadLetter } from '../gateway/notify/notify.ts';
import { SetupError } from '../gateway/errors.ts';
import { callApi } from './call-api.ts';
import type { AccessOptions } from './find-access.ts';
import { plain } from './plain.ts';

const PATH = '/api/notifications/dead-letters';

/** `regent notifications dead-letters`. */
export async function listDeadLetters(options: AccessOptions & { json?: boolean }): Promise<void> {
  const letters = await fetchDeadLetters(options);
  if (options.json === true) {
    console.log(JSON.stringify(letters, undefined, 2));
    return;
  }
  if (letters.length === 0) console.log('No dead letter.');
  for (const { id, channel, event, approval, made_at: madeAt, attempts, error } of letters) {
    console.log(`${id}  ${channel}  ${event}  ${approval ?? ''}  made ${madeAt}`);
    console.log(plain(`  tried ${attempts} times; ${error}`));
  }
}

/** `regent notifications retry`: these, or with `--all` all that are listed. */
export async function retryDeadLetters(
  ids: string[],
  options: AccessOptions & { all?: boolean },
): Promise<void> {
  if (ids.length > 0 === (options.all === true)) {
    throw new SetupError(['Name the dead letters to send again, or say --all.']);
  }
  const named = ids.length > 0 ? ids : (await fetchDeadLetters(options)).map(({ id }) => id);
  for (const id of named) {
    await callApi(options, 'POST', `${PATH}/${encodeURIComponent(id)}/retry`);
    console.log(`${id} is queued`);
  }
}

async function fetchDeadLetters(options: AccessOptions): Promise<DeadLetter[]> {
  const answer = await callApi(options, 'GET', PATH);
  return (answer as { dead_letters: DeadLetter[] }).dead_letters;
}
