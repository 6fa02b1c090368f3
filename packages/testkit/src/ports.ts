import { freePort as freeLoopbackPort } from '@frontdesk/postgres-server/free-port';

/** A port of 127.0.0.1 that was free a moment ago, for programs that cannot listen on 0 and say where they are. */
export function freePort(): Promise<number> {
  return freeLoopbackPort();
}
