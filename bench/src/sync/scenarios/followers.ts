import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { end } from '../sync-place.ts';
import type { FollowersJob, FromFollowers, Told, ToFollowers } from './follower-process.ts';

/** Sockets in one process: beyond that it would be busier than the gateway. */
const EACH = 2_500;

/** Nothing that is measured takes longer. In milliseconds. */
const PATIENCE_MS = 180_000;

/** Many sockets in as many processes as it takes. */
export type Followers = {
  /** When each of them has come to this place in the log, by the machine's clock, in milliseconds. */
  reached(seq: number): Promise<Reached>;
  /** What they heard since this was last asked. */
  told(): Promise<Told>;
  /** Where they connect to from now on. */
  sendTo(urls: readonly string[]): void;
  leave(): Promise<void>;
};

export type Reached = {
  readonly at: readonly number[];
  /** Of those who had lost their connection since it was last asked what they heard. */
  readonly back: readonly number[];
};

/** Resolves once all of them follow the log. */
export async function openFollowers(job: FollowersJob): Promise<Followers> {
  const processes = Math.ceil(job.count / EACH);
  const children: ChildProcess[] = [];
  const leave = async (): Promise<void> => {
    await Promise.all(children.map(end));
  };
  try {
    await Promise.all(
      Array.from({ length: processes }, (_, at) => {
        const count = Math.floor((job.count + at) / processes);
        const child = fork(join(import.meta.dirname, 'follower-process.ts'), {
          execArgv: ['--disable-warning=ExperimentalWarning'],
        });
        children.push(child);
        return ask(child, { type: 'begin', job: { ...job, count } }, 'begun');
      }),
    );
  } catch (error) {
    await leave();
    throw error;
  }
  return {
    async reached(seq) {
      const all = await Promise.all(
        children.map((child) => ask(child, { type: 'await', seq }, 'there')),
      );
      return { at: all.flatMap(({ at }) => at), back: all.flatMap(({ back }) => back) };
    },
    async told() {
      const all = await Promise.all(children.map((child) => ask(child, { type: 'tell' }, 'told')));
      const sum = (what: 'frames' | 'losses'): number =>
        all.reduce((total, { told }) => total + told[what], 0);
      return {
        late: all.flatMap(({ told }) => told.late),
        frames: sum('frames'),
        losses: sum('losses'),
      };
    },
    sendTo(urls) {
      for (const child of children) child.send({ type: 'urls', urls } satisfies ToFollowers);
    },
    leave,
  };
}

type Answer<T extends FromFollowers['type']> = Extract<FromFollowers, { readonly type: T }>;

function ask<T extends FromFollowers['type']>(
  child: ChildProcess,
  question: ToFollowers,
  type: T,
): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(late);
      child.off('message', hear).off('exit', ended);
    };
    const hear = (message: FromFollowers): void => {
      if (message.type !== type) return;
      stop();
      resolve(message as Answer<T>);
    };
    const ended = (): void => {
      stop();
      reject(new Error('a process of sockets ended'));
    };
    const late = setTimeout(() => {
      stop();
      reject(new Error(`sockets did not say ${type} within ${PATIENCE_MS / 1_000} s`));
    }, PATIENCE_MS);
    child.on('message', hear).once('exit', ended);
    child.send(question);
  });
}
