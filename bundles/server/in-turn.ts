/** Runs a job when those before it have ended; gives what it gives. */
export type InTurn = <T>(job: () => Promise<T>) => Promise<T>;

/** A queue of jobs that must not overlap. One that fails does not hold up the next. */
export function createQueue(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const turn = last.then(job);
    last = turn.catch(() => undefined);
    return turn;
  };
}
