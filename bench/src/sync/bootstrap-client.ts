import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Member, openReplica, whole } from './node-replica.ts';

/** A process that loads a workspace once, says how that went and ends. Its only argument says from where, as JSON. */
export type Job = { readonly anyConversation: string } & (
  | { readonly kind: 'replica'; readonly member: Member }
  | { readonly kind: 'map'; readonly url: string }
);

/**
 * Milliseconds, and megabytes of the process: with the same code before it loads anything, at most, and once what it does
 * not need any more was collected.
 */
export type Loaded = {
  readonly ms: number;
  readonly before: number;
  readonly peak: number;
  readonly idle: number;
};

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const job = JSON.parse(process.argv[2] ?? '') as Job;
const before = megabytes();
const started = performance.now();
const held = job.kind === 'replica' ? await loadReplica(job) : await loadMap(job.url);
const ms = performance.now() - started;
const peak = process.resourceUsage().maxRSS / 2 ** 10;
collect();
const loaded: Loaded = { ms, before, peak, idle: megabytes() };
if (!held.has(job.anyConversation)) throw new Error('rows are missing');
process.send?.(loaded, () => process.exit(0));

type Held = { has(conversation: string): boolean };

async function loadReplica({ member }: Extract<Job, { kind: 'replica' }>): Promise<Held> {
  const replica = await openReplica(member);
  await whole(replica);
  return { has: (id) => replica.store.get('conversations', id) !== undefined };
}

async function loadMap(url: string): Promise<Held> {
  const tables = (await (await fetch(url)).json()) as { id: string }[][];
  return new Map(tables.flat().map((row) => [row.id, row]));
}

function megabytes(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}
