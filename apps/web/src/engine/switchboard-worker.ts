import { type ConnectScope, runSwitchboard } from '@frontdesk/sync/tabs/switchboard';

/** A SharedWorker; the pages' types do not know its scope. */
runSwitchboard(globalThis as unknown as ConnectScope);
