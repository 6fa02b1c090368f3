import type { EntityMap, EntityOf } from '../store/rows.ts';
import type { IndexDefinition } from './query.ts';

/**
 * A builder of index definitions for one set of entities:
 * `const index = indexOf<Entities>(); index('conversations', { keys, compare })`. In a file of
 * its own: a page describes its indexes before it loads what keeps them.
 */
export const indexOf =
  <E extends EntityMap>() =>
  <K extends EntityOf<E>>(
    entity: K,
    definition: Omit<IndexDefinition<E[K]>, 'entity'>,
  ): IndexDefinition<E[K]> => ({ ...definition, entity });
