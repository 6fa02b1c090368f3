import type { Page } from '@playwright/test';
import type { BarePage } from './bare-page.ts';
import type { BrowserPlace } from './device.ts';
import type { TaskNotes } from './task-watch.ts';

/** A page of the product on a device that has everything, and a bare one beside it in a browser of its own. */
export type Stage = {
  readonly place: BrowserPlace;
  readonly page: Page;
  readonly bare: BarePage;
  readonly tasks: TaskNotes;
};
