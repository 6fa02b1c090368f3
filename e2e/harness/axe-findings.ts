import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds on a page, one line for each place. */
export const axeFindings = (page: Page): Promise<string[]> =>
  findingsOf(
    new AxeBuilder({ page }).withTags([
      'wcag2a',
      'wcag2aa',
      'wcag21a',
      'wcag21aa',
      'wcag22aa',
      'best-practice',
    ]),
  );

/** Of its colours alone: all that another colour scheme changes. */
export const contrastFindings = (page: Page): Promise<string[]> =>
  findingsOf(new AxeBuilder({ page }).withRules(['color-contrast']));

async function findingsOf(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${target.join(' ')} — ${failureSummary?.split('\n').at(-1)?.trim()}`,
    ),
  );
}
