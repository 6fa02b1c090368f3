import type { Section } from '../../section.ts';
import { grantedInbox } from './granted-inbox.ts';
import { herd } from './herd.ts';
import { postgresRestart } from './postgres-restart.ts';
import { rebase } from './rebase.ts';
import { hasRedis, severalGateways } from './several-gateways.ts';
import { slowConsumer } from './slow-consumer.ts';
import { Stage } from './stage.ts';
import { timeAway } from './time-away.ts';
import { writers } from './writers.ts';

/** A scenario on a stage; `isLong`: with the full counts and times. */
type Scenario = (stage: Stage, isLong: boolean) => Promise<Section>;

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'slow-consumer': (stage, isLong) =>
    slowConsumer(stage, { others: 500, rate: 200, seconds: isLong ? 60 : 5 }),
  herd: (stage, isLong) =>
    herd(
      stage,
      isLong
        ? { sockets: 5_000, members: 250, calmSeconds: 20 }
        : { sockets: 1_000, members: 50, calmSeconds: 5 },
    ),
  'granted-inbox': (stage, isLong) => grantedInbox(stage, { rounds: isLong ? 10 : 3 }),
  rebase: (stage, isLong) => rebase(stage, { rounds: isLong ? 50 : 10 }),
  'time-away': (stage, isLong) => timeAway(stage, { conversations: isLong ? 10_000 : 1_000 }),
  'postgres-restart': (stage) => postgresRestart(stage),
  ...(hasRedis()
    ? {
        'several-gateways': (stage: Stage, isLong: boolean) =>
          severalGateways(
            stage,
            isLong
              ? { sockets: 1_000, kills: 6, silentSeconds: 60 }
              : { sockets: 300, kills: 2, silentSeconds: 5 },
          ),
      }
    : {}),
  writers: (stage, isLong) => writers(stage, { idleSeconds: isLong ? 120 : 5 }),
};

/** What the failure scenarios of a gateway cost, one after another as they are done. `only`: the one of that name. */
export async function* scenarioSections({
  isLong,
  only,
}: {
  readonly isLong: boolean;
  readonly only?: string | undefined;
}): AsyncGenerator<Section> {
  const chosen = Object.entries(SCENARIOS).filter(([name]) => only === undefined || name === only);
  if (chosen.length === 0) return;
  const stage = await Stage.open();
  try {
    for (const [, play] of chosen) yield await play(stage, isLong);
  } finally {
    await stage.close();
  }
}
