import type { Origin } from '@frontdesk/usecases/auth/auth-deps';
import type { Principal } from '@frontdesk/usecases/auth/authenticate';
import type { Visitor } from '@frontdesk/usecases/visitors/visitor';
import type { IncomingMessage } from 'node:http';
import type { ApiDeps } from '../api-deps.ts';

/** What every handler finds in its context. */
export type ApiEnv = {
  /** Given by the Node server; absent where a test calls `fetch` itself. */
  Bindings: { readonly incoming?: IncomingMessage };
  Variables: {
    readonly deps: ApiDeps;
    readonly requestId: string;
    readonly origin: Origin;
    /** Who asks, behind `secured`. */
    principal?: Principal;
    /** Whose chat it is, behind `visitorOnly`. */
    visitor?: Visitor;
  };
};
