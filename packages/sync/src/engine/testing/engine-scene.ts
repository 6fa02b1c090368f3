import { seededRandom } from '../../client/testing/chance.ts';
import { DESK_MUTATIONS } from '../../client/testing/desk-mutations.ts';
import { FakeNetwork } from '../../client/testing/fake-network.ts';
import { FakeServer } from '../../client/testing/fake-server.ts';
import { TICKET_RULES } from '../../client/testing/ticket-rules.ts';
import { byState, remark, remarksOf, ticket, type Desk } from '../../client/testing/ticket.ts';
import { VirtualClock } from '../../client/testing/virtual-clock.ts';
import { LiveValue } from '../../client/live.ts';
import { createTabClient } from '../../client/tab-client.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import type { EngineLink, EnginePort } from '../../tabs/engine-link.ts';
import { portPair } from '../../tabs/port-pair.ts';
import type { ToEngine, ToTab } from '../../tabs/tab-protocol.ts';
import { Engine, type EngineOptions } from '../engine.ts';
import { JournalDisk, MemoryJournal } from '../memory-journal.ts';
import { FaultyStore } from './faulty-store.ts';

/** What is on its way within this process arrives. */
export const arrive = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A tab's way to the engines of a scene. */
export class SceneLink implements EngineLink {
  #onLeader: (port: EnginePort) => void = () => undefined;
  /** Ends the present leader's service without a word. */
  end: () => void = () => undefined;

  follow(onLeader: (port: EnginePort) => void): void {
    this.#onLeader = onLeader;
  }

  lead(engine: Engine): void {
    const { near, far } = portPair<ToEngine, ToTab>();
    this.end = engine.attach(far);
    this.#onLeader(near);
  }

  close(): void {
    // The engine is told by `leave`.
  }
}

/** A server that never fails by itself, and one browser of ann's whose storage outlives its engines. */
export class EngineScene {
  readonly disk = new JournalDisk();
  readonly server = new FakeServer(() => 0.999);
  readonly clock = new VirtualClock(seededRandom(1));
  network = new FakeNetwork(this.server, 'ann');
  store = new FaultyStore(new MemoryStore(TICKET_RULES));

  constructor() {
    this.server.mark({ user: 'ann', scope: 'team-1', op: 'grant' });
    this.server.write([['tickets', ticket('t1')]]);
    this.server.write([['remarks', remark('r1', 't1', { place: 1 })]]);
  }

  /** Another leader of the same browser. */
  lead(options: Partial<EngineOptions> = {}): Promise<Engine> {
    this.network = new FakeNetwork(this.server, 'ann');
    return Engine.open({
      transport: this.network,
      pages: this.network,
      journal: new MemoryJournal(this.disk),
      store: this.store,
      lite: () => new MemoryStore(TICKET_RULES),
      clock: this.clock,
      rules: TICKET_RULES,
      build: 'test',
      renewSession: async () => 'signed_out',
      watchNetwork: () => () => undefined,
      ...options,
    });
  }

  tab(engine?: Engine, visible = new LiveValue(true)) {
    const link = new SceneLink();
    const client = createTabClient<Desk, typeof DESK_MUTATIONS>({
      link,
      clock: this.clock,
      mutations: DESK_MUTATIONS,
      indexes: [byState, remarksOf],
      rules: TICKET_RULES,
      identity: { user: 'ann' },
      build: 'test',
      onRefused: () => undefined,
      visible,
    });
    if (engine) link.lead(engine);
    const remarks = (of = 't1'): string[] =>
      client.store
        .list(remarksOf, of)
        .get()
        .map(({ id }) => id);
    return { link, client, remarks };
  }

  /** A tab that only notes what it is told. */
  listener(engine: Engine, groups: readonly string[] = []) {
    const heard: ToTab[] = [];
    const { near, far } = portPair<ToEngine, ToTab>();
    engine.attach(far);
    near.listen((message) => heard.push(message));
    near.post({
      type: 'attach',
      tabId: this.clock.newId(),
      build: 'test',
      visible: true,
      groups,
      unsaved: [],
      awaited: [],
    });
    const of = <T extends ToTab['type']>(type: T): Extract<ToTab, { type: T }>[] =>
      heard.filter((message): message is Extract<ToTab, { type: T }> => message.type === type);
    return { heard, of, post: (message: ToEngine) => near.post(message) };
  }

  /** Everything that is on its way arrives. */
  async deliver(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += this.network.isQuiet ? 1 : 0) {
      this.network.step(() => 0);
      this.server.flush();
      await arrive();
    }
  }
}

/** A scene whose engine has caught up. */
export async function live() {
  const scene = new EngineScene();
  const engine = await scene.lead();
  await scene.deliver();
  return { scene, engine };
}
