import type { Entities } from '@frontdesk/core/entity-registry';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import type { Change, PresenceState } from '@frontdesk/core/sync-protocol';
import { createTabClient } from '@frontdesk/sync/client/tab-client';
import { ScriptedLink } from '@frontdesk/sync/client/testing/scripted-leader';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import { INDEXES } from '../replica/indexes.ts';
import { LOCAL_RULES } from '../replica/local-rules.ts';
import type { Me, Workspace } from '../replica/workspace.ts';
import { DeskRows, ME, ORGANIZATION } from './desk-rows.ts';

const PERSON: Me = {
  userId: ME,
  membershipId: 'm-0',
  organizationId: ORGANIZATION,
  organizationName: 'Desk',
  organizations: [{ id: ORGANIZATION, name: 'Desk' }],
  name: 'Person 0',
  email: 'person@desk.example',
  role: 'MANAGER',
  secondFactor: false,
  mustSetUpSecondFactor: false,
};

/** The tab's own client over many rows, with a leader at the other end that does what a test says. */
export class Desk {
  readonly rows = new DeskRows(Date.now());
  readonly workspace: Workspace;
  readonly #leader: ReturnType<ScriptedLink['lead']>;
  #seq = 1;

  constructor() {
    const link = new ScriptedLink();
    const client = createTabClient<Entities, typeof MUTATIONS>({
      link,
      clock: systemClock,
      mutations: MUTATIONS,
      indexes: INDEXES,
      rules: LOCAL_RULES,
      identity: { organizationId: ORGANIZATION, userId: ME, membershipId: 'm-0' },
      build: 'test',
      onRefused: () => undefined,
      visible: { get: () => true, subscribe: () => () => undefined },
    });
    const { store, status, pending, refused, presence } = client;
    this.workspace = {
      me: PERSON,
      store,
      status,
      pending,
      refused,
      presence,
      mutate: (name, args) => client.mutate(name, args),
      dismiss: (uid) => client.dismiss(uid),
      withdraw: (uid) => client.withdraw(uid),
      retry: () => client.retry(),
      hold: (group) => client.hold(group),
      search: (search) => client.search(search),
    };
    this.#leader = link.lead();
    this.#leader.image(this.#seq, this.rows.hot());
    this.#live();
    this.#answerHolds();
  }

  /** One frame of the change log: these rows as they are now. */
  frame(rows: Readonly<Record<string, readonly ReplicaRow[]>>): void {
    this.#seq += 1;
    const seq = this.#seq;
    const changes = Object.entries(rows).flatMap(([entity, all]) =>
      all.map((row, idx): Change => {
        const { id, scopeId } = row;
        return { seq, idx, scopeId, entity, id, op: 'U', row };
      }),
    );
    this.#leader.edits(seq, [{ type: 'frame', changes, revoked: [] }]);
  }

  /** A page of a load that is under way: more rows than the tab had. */
  page(rows: Readonly<Record<string, readonly ReplicaRow[]>>): void {
    const page = { seq: this.#seq, rows, onlyScopes: null };
    this.#leader.edits(this.#seq, [{ type: 'page', page }]);
  }

  presence(state: PresenceState): void {
    this.#leader.say({ type: 'presence', state });
  }

  #live(): void {
    const status = {
      ...this.workspace.status.get(),
      connection: 'live' as const,
      usable: true,
      complete: true,
    };
    this.#leader.say({ type: 'status', status });
  }

  /** As the leader's store does: a window is there some time after it was asked for. */
  #answerHolds(): void {
    this.#leader.onHeard = (message) => {
      if (message.type !== 'hold') return;
      const window = this.rows.window(Number(message.group.slice('c-'.length)));
      setTimeout(() => this.#leader.window(message.group, this.#seq, window));
    };
  }
}
