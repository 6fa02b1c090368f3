import type { Entities } from '@frontdesk/core/entity-registry';
import type { MUTATIONS } from '@frontdesk/core/mutations/registry';
import type { Delta } from '@frontdesk/core/sync-protocol';
import { createSyncClient } from '@frontdesk/sync/engine/in-process';
import type { Connection, Transport } from '@frontdesk/sync/engine/transport';
import { type Replica, replicaOptions } from '../node-replica.ts';
import { now } from './clock.ts';
import type { Agent } from './desk.ts';

/** What came over the line of a replica since it was last set to nothing. */
export type Line = {
  frames: number;
  rows: number;
  /** When the last part of the last frame had been read and parsed, by the machine's clock. */
  lastAt: number;
  /** Nothing that is to be pushed goes out. */
  holdsPushes: boolean;
};

/** The product's own engine and tab in this process, whose network can be taken away. */
export type WatchedReplica = {
  readonly client: Replica;
  readonly line: Line;
  /** As a browser tells it; what was connected is closed. */
  setOnline(isOnline: boolean): void;
  close(): Promise<void>;
};

export async function openWatched(url: string, agent: Agent): Promise<WatchedReplica> {
  const line: Line = { frames: 0, rows: 0, lastAt: 0, holdsPushes: false };
  let tell: (isOnline: boolean) => void = () => undefined;
  let isOnline = true;
  const options = replicaOptions({ url, ...agent });
  const client: Replica = await createSyncClient<Entities, typeof MUTATIONS>({
    ...options,
    transport: watched(options.transport, line, () => isOnline),
    watchNetwork: (listener) => {
      tell = listener;
      return () => undefined;
    },
  });
  return {
    client,
    line,
    setOnline(isOn) {
      isOnline = isOn;
      tell(isOn);
    },
    close: () => client.close(),
  };
}

const watched = (transport: Transport, line: Line, isOnline: () => boolean): Transport => ({
  connect(listener): Connection {
    if (!isOnline()) {
      queueMicrotask(() => listener.closed());
      return NOWHERE;
    }
    const connection = transport.connect({
      ...listener,
      delta(delta: Delta) {
        line.rows += delta.changes.length;
        line.frames += delta.more ? 0 : 1;
        line.lastAt = now();
        listener.delta(delta);
      },
    });
    return {
      hello: (...hello) => connection.hello(...hello),
      push: (...push) => {
        if (!line.holdsPushes) connection.push(...push);
      },
      applied: (applied) => connection.applied(applied),
      presence: (say) => connection.presence(say),
      close: () => connection.close(),
    };
  },
});

const nothing = (): void => undefined;
const NOWHERE: Connection = {
  hello: nothing,
  push: nothing,
  applied: nothing,
  presence: nothing,
  close: nothing,
};
