import { holdsForSeeds } from './seed-range.ts';

holdsForSeeds({ first: 251, seeds: 125 });
