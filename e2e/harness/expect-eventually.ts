import { expect } from '@playwright/test';

/** What a fake vendor, the API or the database comes to hold, looked at until it does. */
export const eventually = <T>(read: () => T | Promise<T>, message?: string) =>
  expect.poll(read, {
    intervals: [25, 50, 100, 200],
    timeout: 15_000,
    ...(message === undefined ? {} : { message }),
  });
