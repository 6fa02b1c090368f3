import { afterEach, describe, expect, it, vi } from 'vitest';
import { Tally } from './tally.ts';

afterEach(() => vi.restoreAllMocks());

/** What the command says last, and how it ends. */
async function conclusionOf(
  fill: (tally: Tally) => Promise<void>,
): Promise<[string, number, string[]]> {
  let said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const tally = new Tally();
  await fill(tally);
  const code = tally.conclude();
  const lines = said.trimEnd().split('\n');
  return [lines.at(-1) ?? '', code, lines.filter((line) => line.startsWith('Failed: '))];
}

describe('the test command', () => {
  it('ends with one plain line that sums all runners and checks', async () => {
    const conclusion = await conclusionOf(async (tally) => {
      await tally.run('Tests', async () => ({ passed: 40, failed: 0, names: [] }));
      await tally.check('Format', () => []);
    });
    expect(conclusion).toEqual(['41 passed, 0 failed', 0, []]);
  });

  it('fails with one failed check, however many problems that found', async () => {
    const conclusion = await conclusionOf(async (tally) => {
      await tally.run('Tests', async () => ({ passed: 40, failed: 0, names: [] }));
      await tally.check('Format', () => ['a.ts', 'b.ts']);
    });
    expect(conclusion).toEqual(['40 passed, 1 failed', 1, ['Failed: Format']]);
  });

  it('names once more at its end what failed', async () => {
    const conclusion = await conclusionOf(async (tally) => {
      await tally.run('Tests', async () => ({ passed: 40, failed: 1, names: ['a › adds'] }));
      await tally.check('Format', () => []);
    });
    expect(conclusion).toEqual(['41 passed, 1 failed', 1, ['Failed: a › adds']]);
  });

  it('fails when nothing ran at all', async () => {
    expect(await conclusionOf(async () => {})).toEqual(['0 passed, 0 failed', 1, []]);
  });
});
