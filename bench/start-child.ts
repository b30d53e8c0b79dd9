import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ChildMessage } from './children/child.ts';

/** A server in a process of its own. */
export interface Child {
  url: string;
  adminUrl?: string;
  /** Processor time so far, in microseconds. */
  cpu(): Promise<number>;
  stop(): void;
}

/** Starts `bench/children/<name>.ts` and waits until it listens. */
export async function startChild(name: string, ...args: string[]): Promise<Child> {
  const child = fork(join(import.meta.dirname, 'children', `${name}.ts`), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = (await once(child, 'message')) as [ChildMessage];
  if (!('url' in message)) throw new Error(`${name} did not say where it listens`);
  return {
    ...message,
    async cpu() {
      child.send('cpu');
      const [answer] = (await once(child, 'message')) as [{ cpu: NodeJS.CpuUsage }];
      return answer.cpu.user + answer.cpu.system;
    },
    stop: () => void child.kill('SIGKILL'),
  };
}
