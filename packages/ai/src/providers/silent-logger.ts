const silent = (): void => undefined;

/** The vendors' SDKs print whole events of a stream that they cannot parse: customers' words. */
export const SILENT_LOGGER = { error: silent, warn: silent, info: silent, debug: silent };
