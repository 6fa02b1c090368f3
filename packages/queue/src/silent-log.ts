import type { Log } from '@frontdesk/core/log';

const nothing = (): void => {};

/** Says nothing. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
