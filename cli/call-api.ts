import { SetupError } from '../gateway/errors.ts';
import { findAccess, type AccessOptions } from './find-access.ts';

/** Calls the admin API; what it refuses becomes the command's error. */
export async function callApi(
  options: AccessOptions,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const { admin, token } = await findAccess(options);
  let response: Response;
  try {
    response = await fetch(new URL(path, admin), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new SetupError([`The gateway's admin listener ${admin} does not answer.`], error);
  }
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as { code?: string; detail?: string };
  if (!response.ok) throw new SetupError([`${answer.code}: ${answer.detail}`]);
  return answer;
}
