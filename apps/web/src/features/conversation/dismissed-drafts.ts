/** Suggestions that somebody here has used or did not want, by the run that made them; the newest so many are remembered. */
const KEY = 'frontdesk.dismissedDrafts';
const MOST = 300;

let known: Set<string> | undefined;

function dismissed(): Set<string> {
  if (known !== undefined) return known;
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    known = new Set(Array.isArray(value) ? value.map(String) : []);
  } catch {
    known = new Set();
  }
  return known;
}

export const isDismissed = (runId: string): boolean => dismissed().has(runId);

export function rememberDismissed(runId: string): void {
  const ids = dismissed().add(runId);
  try {
    localStorage.setItem(KEY, JSON.stringify([...ids].slice(-MOST)));
  } catch {
    // A browser that keeps nothing offers it again after a reload.
  }
}
