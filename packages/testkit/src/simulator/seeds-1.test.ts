import { holdsForSeeds } from './seed-range.ts';

holdsForSeeds({ first: 1, seeds: 125 });
