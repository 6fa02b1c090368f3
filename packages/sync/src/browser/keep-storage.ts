const ASKED = 'sync-storage-asked';

/**
 * Asks the browser, once, not to evict what is stored here when the disk gets full. For when the user has work here:
 * before that browsers say no, and some ask the user. Only a page may ask.
 */
export async function keepStorage(): Promise<void> {
  try {
    if (localStorage.getItem(ASKED) !== null) return;
    localStorage.setItem(ASKED, new Date().toISOString());
    // Absent where the page is not secure.
    const storage: StorageManager | undefined = navigator.storage;
    if (storage && !(await storage.persisted())) await storage.persist();
  } catch {
    // Where storage is refused there is nothing to keep.
  }
}
