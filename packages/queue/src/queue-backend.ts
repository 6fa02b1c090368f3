import type { JobsOptions, Processor, WorkerOptions } from 'bullmq';

type Listens = { on(event: 'error', listener: (error: Error) => void): unknown };

export interface BackendQueue extends Listens {
  waitUntilReady(): Promise<unknown>;
  addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>;
  close(): Promise<void>;
}

export interface BackendWorker extends Listens {
  waitUntilReady(): Promise<unknown>;
  pause(doNotWaitActive: boolean): Promise<void>;
  close(force?: boolean): Promise<void>;
}

/** What differs between the two homes of a queue: BullMQ's classes over one kind of connection. */
export interface Backend {
  queue(name: string): BackendQueue;
  worker(name: string, run: Processor, options: Omit<WorkerOptions, 'connection'>): BackendWorker;
  close(): Promise<void>;
}
