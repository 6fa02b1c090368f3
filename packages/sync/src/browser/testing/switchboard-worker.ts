import { runSwitchboard, type ConnectScope } from '../../tabs/switchboard.ts';

// A SharedWorker's global scope is one; the types of pages and workers exclude each other.
runSwitchboard(globalThis as unknown as ConnectScope);
