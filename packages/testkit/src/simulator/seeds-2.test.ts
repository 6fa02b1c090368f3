import { holdsForSeeds } from './testing/seed-range.ts';

holdsForSeeds({ first: 126, seeds: 125 });
