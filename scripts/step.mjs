/**
 * Runs one step of a command and says in one line what it does and how long it took. Plain JavaScript, because the
 * bootstrap runs on Nodes that cannot read TypeScript.
 *
 * @template T
 * @param {string} what present participle and object: "Installing packages"
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const started = performance.now();
  process.stdout.write(`  ${what} … `);
  try {
    const result = await work();
    process.stdout.write(`${duration(performance.now() - started)}\n`);
    return result;
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}

/**
 * @param {number} ms
 * @returns {string} "40 ms", "1.2 s", "2 min 5 s"
 */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
