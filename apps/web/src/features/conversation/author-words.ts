import type { AuthorKind } from '@frontdesk/core/entities';

/** What an author is called who has no name here. */
export const AUTHOR_WORDS: Readonly<Record<AuthorKind, string>> = {
  CUSTOMER: 'Customer',
  USER: 'A colleague',
  AI: 'AI',
  API: 'API',
  SYSTEM: 'Frontdesk',
};
