import type { Vocabulary } from '../upcasters.ts';

/** A build two versions on: tags have been renamed once and coloured since. */
export const LATER_VOCABULARY: Vocabulary = {
  versionOf: () => 3,
  upcasters: {
    'tag.create': {
      1: (args) => {
        const { title, ...rest } = args as { title: string };
        return { ...rest, name: title };
      },
      2: (args) => ({ color: '#000000', ...(args as object) }),
    },
  },
};
