import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ChildMessage, Question } from './children/child.ts';

/** A server in a process of its own. */
export interface Child {
  url: string;
  adminUrl?: string;
  token?: string;
  /** Processor time so far, in microseconds. */
  cpu(): Promise<number>;
  stop(): void;
}

/** One of Node.js. */
export interface NodeChild extends Child {
  /** Resident bytes after a collection of garbage. */
  rss(): Promise<number>;
}

/** Starts `bench/children/<name>.ts` and waits until it listens. */
export async function startChild(name: string, ...args: string[]): Promise<NodeChild> {
  const child = fork(join(import.meta.dirname, 'children', `${name}.ts`), args, {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(() => {
    throw new Error(`${name} ended before it listened`);
  });
  // Once it listens, how it ends is not looked at.
  failed.catch(() => undefined);
  const [message] = (await Promise.race([once(child, 'message'), failed])) as [ChildMessage];
  if (!('url' in message)) throw new Error(`${name} did not say where it listens`);
  const ask = async <T>(question: Question): Promise<T> => {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [T];
    return answer;
  };
  return {
    ...message,
    async cpu() {
      const { cpu } = await ask<{ cpu: NodeJS.CpuUsage }>('cpu');
      return cpu.user + cpu.system;
    },
    rss: async () => (await ask<{ rss: number }>('rss')).rss,
    stop: () => void child.kill('SIGKILL'),
  };
}
