import * as client from './broken-clients.ts';
import * as server from './broken-servers.ts';
import type { Parts } from './world.ts';

/** A part of the product replaced by a broken one: the simulator must notice. */
export type PlantedFault = {
  readonly name: string;
  /** What is told when it is noticed. */
  readonly tells: RegExp;
  readonly parts: Parts;
  /** Seeds that are known to notice it, each time; `npm run simulate -- --faults` finds others. */
  readonly seeds: readonly number[];
};

/** Of a seed that looks for a planted fault. */
export const FAULT_OPERATIONS = 200;

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a server that does not look whether it has run a mutation before',
    tells: /I4: took effect/,
    parts: { server: { Executor: server.NoDedupe } },
    seeds: [1],
  },
  {
    name: 'a server that passes over what fails for now',
    tells: /order: /,
    parts: { server: { Executor: server.NoFence } },
    seeds: [88, 125],
  },
  {
    name: 'a server that acknowledges before it has committed',
    tells: /I4: applied, and without its effect/,
    parts: { server: { Executor: server.AckBeforeCommit } },
    seeds: [1],
  },
  {
    name: 'a server that runs what builds on refused work',
    tells: /rule 11: /,
    parts: { server: { Executor: server.NoGroundwork } },
    seeds: [1],
  },
  {
    name: 'a server that never sets a poisonous mutation aside',
    tells: /never comes to rest: .* pending: item.poison/,
    parts: { server: { Executor: server.NoQuarantine } },
    seeds: [7],
  },
  {
    name: 'a gateway that ignores revocations',
    tells: /I6: |I2: |I9: /,
    parts: { server: { log: server.withoutRevocations, ignoresAccess: true } },
    seeds: [5],
  },
  {
    name: 'a gateway that sends one more row after a revocation',
    tells: /I6: /,
    parts: { server: { clientEnd: server.oneMoreAfterRevocation } },
    seeds: [3],
  },
  {
    name: 'a gateway that says nothing of new grants',
    tells: /I2: |I9: /,
    parts: { server: { log: server.withoutGrants, ignoresAccess: true } },
    seeds: [25],
  },
  {
    name: 'a log that keeps refusals to itself',
    tells: /never comes to rest: .* pending/,
    parts: { server: { log: server.withoutRefusals } },
    seeds: [1],
  },
  {
    name: 'a gateway that collapses before it filters',
    tells: /I2: |I9: /,
    parts: { server: { log: server.collapsedBeforeFilter } },
    seeds: [5],
  },
  {
    name: 'a gateway that drops tombstones',
    tells: /I2: |I9: /,
    parts: { server: { clientEnd: server.withoutTombstones } },
    seeds: [1],
  },
  {
    name: 'a gateway that drops rows that leave a scope',
    tells: /I2: |I9: /,
    parts: { server: { clientEnd: server.withoutMoves } },
    seeds: [5],
  },
  {
    name: 'a gateway that says nothing of bulk writes',
    tells: /I2: |I9: /,
    parts: { server: { clientEnd: server.withoutRefetch } },
    seeds: [33],
  },
  {
    name: 'two leaders, neither of which gives way',
    tells: /I\d: |order: |thrown|unhandled|never comes to rest/,
    parts: { client: { journal: client.withoutTerm } },
    seeds: [4],
  },
  {
    name: 'a journal that says that it has written before it has',
    tells: /I7: /,
    parts: { client: { journal: client.withoutStrictness } },
    seeds: [2],
  },
  {
    name: 'a journal that forgets what waits when it is numbered anew',
    tells: /I7: |never comes to rest/,
    parts: { client: { journal: client.forgetsWhenRenumbered } },
    seeds: [1],
  },
  {
    name: 'a leader that takes what waits for new work',
    tells: /I4: |I7: |never comes to rest/,
    parts: { client: { journal: client.newUidsWhenRenumbered } },
    seeds: [1],
  },
  {
    name: 'a journal without an archive',
    tells: /I7: /,
    parts: { client: { journal: client.forgetsWhatCameOfIt } },
    seeds: [3],
  },
  {
    name: 'a store that writes where it stands before the rows that brought it there',
    tells: /I2: |I9: /,
    parts: { client: { store: client.cursorBeforeRows } },
    seeds: [1],
  },
  {
    name: 'a client that applies a frame that does not begin where it stands',
    tells: /I2: |I9: |never comes to rest/,
    parts: { client: { transport: client.framesWithHoles } },
    seeds: [1],
  },
  {
    name: 'pages that say that they are newer than they are',
    tells: /I2: |I9: |never comes to rest/,
    parts: { client: { pages: client.agelessPages } },
    seeds: [5],
  },
  {
    name: 'pages that lack a row',
    tells: /I2: |I9: /,
    parts: { client: { pages: client.shortPages } },
    seeds: [1],
  },
  {
    name: 'a tab that runs pending work in the wrong order',
    tells: /I9: .* within/,
    parts: { client: { toTab: client.queueBackwards } },
    seeds: [5],
  },
  {
    name: 'a tab that is shown empty windows',
    tells: /I9: .* does not show note|I9: .* lacks/,
    parts: { client: { toTab: client.emptyWindows } },
    seeds: [5],
  },
];
