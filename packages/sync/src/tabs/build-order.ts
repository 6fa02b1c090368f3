const order = new Intl.Collator('en', { numeric: true });

/**
 * Which of two builds is newer: above 0 if `a` is. Numbers in their names count as numbers ('0.9.1' before '0.10.0'),
 * so a build's name has to begin with a version or a time.
 */
export const compareBuilds = (a: string, b: string): number => order.compare(a, b);
