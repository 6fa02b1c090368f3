import { paced } from '../../paced.ts';
import type { Section } from '../../section.ts';
import { now } from './clock.ts';
import { type Desk, headOf, openDesk } from './desk.ts';
import { type Followers, openFollowers } from './followers.ts';
import type { Stage } from './stage.ts';
import { inMs } from './words.ts';
import { Writes } from './writes.ts';

const FOLLOWERS = 200;
const RATE = 50;
const CALM_SECONDS = 4;
const LANES = 8;
const CEILING_MS = 3_000;

/** What writers of one workspace do to each other: one that has begun and does not end, and eight as fast as they can. */
export async function writers(
  stage: Stage,
  { idleSeconds }: { idleSeconds: number },
): Promise<Section> {
  const desk = await openDesk(stage, { conversations: 1_000, messages: 1, agents: 10 });
  const gateway = await stage.gateway();
  const writes = new Writes(stage, desk);
  const crowd = await openFollowers({
    kind: 'gateway',
    urls: [gateway.url],
    tokens: desk.agents.map(({ token }) => token),
    count: FOLLOWERS,
    cursor: await headOf(stage, desk),
  });
  const scene: Scene = { stage, desk, writes, crowd };
  try {
    const calm = await latencies(scene, CALM_SECONDS);
    const idle = await besideIdle(scene, idleSeconds);
    const after = await latencies(scene, CALM_SECONDS);
    await crowd.leave();
    const logged = await ceiling(writes, 'conversations', desk);
    const plain = await ceiling(writes, 'bench_writers', desk);
    return {
      title: 'Writers of one workspace',
      about: `${RATE} changes a second to ${FOLLOWERS} sockets of one workspace, while another transaction has written a row and does nothing for ${idleSeconds} s. Then updates over ${LANES} connections, with nobody following, for ${CEILING_MS / 1_000} s. The floors: the same changes before; the same updates of a table without a log.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows: [
        [`change → ${FOLLOWERS} sockets`, withP99(calm), '–', 'p50 60 ms, p99 300 ms'],
        ['beside an idle transaction', withP99(idle), withP99(calm), 'p99 500 ms'],
        ['after it', withP99(after), withP99(calm), '–'],
        ['updates a second', logged.toFixed(0), plain.toFixed(0), '≥ 1,000'],
      ],
    };
  } finally {
    await Promise.all([crowd.leave(), writes.close()]);
    await gateway.stop();
  }
}

type Scene = {
  readonly stage: Stage;
  readonly desk: Desk;
  readonly writes: Writes;
  readonly crowd: Followers;
};

function withP99(samples: readonly number[]): string {
  const sorted = samples.toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  return `${inMs(samples)}, p99 ${p99.toFixed(0)} ms`;
}

async function latencies(
  { stage, desk, writes, crowd }: Scene,
  seconds: number,
): Promise<readonly number[]> {
  await crowd.told();
  await paced({ rate: RATE, count: RATE * seconds }, () => writes.touch());
  await crowd.reached((await headOf(stage, desk)).seq);
  return (await crowd.told()).late;
}

async function besideIdle(scene: Scene, seconds: number): Promise<readonly number[]> {
  const { desk, writes } = scene;
  const idle = await writes.connect();
  try {
    await idle.query('BEGIN');
    await idle.query('UPDATE inboxes SET name = name || $2 WHERE id = $1', [desk.inboxId, '!']);
    return await latencies(scene, seconds);
  } finally {
    await idle.query('ROLLBACK');
    idle.release();
  }
}

/** Updates a second. */
async function ceiling(writes: Writes, table: string, desk: Desk): Promise<number> {
  await writes.query(
    'CREATE TABLE IF NOT EXISTS bench_writers (id uuid PRIMARY KEY, subject text)',
  );
  await writes.query('INSERT INTO bench_writers SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING', [
    desk.conversationIds,
  ]);
  const from = now();
  let done = 0;
  const lane = async (): Promise<void> => {
    while (now() < from + CEILING_MS) {
      const id = desk.conversationIds[done % desk.conversationIds.length];
      done += 1;
      await writes.query(`UPDATE ${table} SET subject = $2 WHERE id = $1`, [id, `n${done}`]);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return done / ((now() - from) / 1_000);
}
