/** The folder of the origin's private file system that holds a folder for each owner. */
export const BROWSER_FOLDER = 'sync-stores';

/** What the types of pages leave out: only dedicated workers have it. */
export type SyncFileHandle = FileSystemFileHandle & {
  createSyncAccessHandle?: () => Promise<{
    write(bytes: Uint8Array, options: { readonly at: number }): number;
    truncate(size: number): void;
    flush(): void;
    close(): void;
  }>;
};

/** Is there a private file system with handles that work at once? */
export const hasOpfs = (): boolean =>
  typeof FileSystemFileHandle !== 'undefined' &&
  'createSyncAccessHandle' in FileSystemFileHandle.prototype;
