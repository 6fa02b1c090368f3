import { holdsForSeeds } from './seed-range.ts';

holdsForSeeds({ first: 376, seeds: 125 });
