import { SetupError } from '../../errors.ts';

/** An error, in a form that another thread can make it from again. */
export type Failure = { faults: string[] } | { message: string; code?: string };

/** What a thread answers. */
export type Answer<T> = { result: T } | { failure: Failure };

/** The form of anything that was thrown. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof SetupError) return { faults: thrown.faults };
  const { message, code } = thrown as NodeJS.ErrnoException;
  return { message, ...(code !== undefined && { code }) };
}

/** The error of a form. */
export function toError(failure: Failure): Error {
  if ('faults' in failure) return new SetupError(failure.faults);
  const { message, ...rest } = failure;
  return Object.assign(new Error(message), rest);
}
