import { holdsForSeeds } from './seed-range.ts';

holdsForSeeds({ first: 126, seeds: 125 });
