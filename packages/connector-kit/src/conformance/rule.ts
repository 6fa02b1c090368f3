/** One thing that every channel does, and a way to see whether this one does it: `run` throws when it does not. */
export type Rule = { readonly id: string; readonly says: string; run(): void };

export const rule = (id: string, says: string, run: () => void): Rule => ({ id, says, run });
