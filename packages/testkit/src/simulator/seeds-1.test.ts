import { holdsForSeeds } from './testing/seed-range.ts';

holdsForSeeds({ first: 1, seeds: 125 });
