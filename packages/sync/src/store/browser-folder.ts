/** An owner as part of the name of a file: a colon may not stand in one everywhere. */
export const folderOf = (owner: string): string => owner.replaceAll(/[^\w-]/g, '_');
