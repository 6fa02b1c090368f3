import { holdsForSeeds } from './testing/seed-range.ts';

holdsForSeeds({ first: 251, seeds: 125 });
