import { holdsForSeeds } from './testing/seed-range.ts';

holdsForSeeds({ first: 376, seeds: 125 });
