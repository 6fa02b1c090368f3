import type { Port } from './port.ts';
import type { ToEngine, ToTab } from './tab-protocol.ts';

export type EnginePort = Port<ToEngine, ToTab>;

/** A tab's way to whoever leads. */
export interface EngineLink {
  /**
   * Calls back with a port to each leader in turn, the present one first; the port before is dead then. Also
   * when a leader did not answer in time: the same or another one is asked anew.
   */
  follow(onLeader: (port: EnginePort) => void): void;
  close(): void;
}
