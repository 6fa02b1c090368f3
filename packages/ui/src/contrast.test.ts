import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AVATAR_GROUNDS } from '@frontdesk/core/stable-colour';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Map<string, string> {
  const block =
    new RegExp(`^${selector.replace('.', '\\.')} \\{([^}]*)\\}`, 'm').exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio. */
function ratio(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['bg', 'panel', 'sunken', 'hover', 'selected', 'bubble-in', 'bubble-out', 'note'];
const AA: [ink: string, grounds: string[]][] = [
  ['ink-2', GROUNDS],
  ['ink-3', GROUNDS],
  ['accent-ink', ['bg', 'panel', 'sunken', 'hover', 'selected', 'accent-soft', 'note']],
  ['accent', ['bg', 'panel', 'sunken']],
  ['on-accent', ['accent', 'accent-hover']],
  ['ok', ['panel', 'bg', 'ok-soft', 'sunken']],
  ['warn', ['panel', 'bg', 'warn-soft', 'note', 'sunken']],
  ['bad', ['panel', 'bg', 'bad-soft', 'sunken', 'bubble-out']],
];

describe.each([
  ['light', ':root'],
  ['dark', '.dark'],
])('%s tokens', (_name, selector) => {
  const tokens = tokensOf(selector);
  const value = (name: string) => tokens.get(name) ?? '#000000';
  it('are the same names in both themes', () => {
    expect([...tokens.keys()]).toEqual([...tokensOf(':root').keys()]);
    expect(tokens.size).toBeGreaterThan(20);
  });
  it.each(AA)('%s is readable on its grounds (AA)', (ink, grounds) => {
    for (const ground of grounds)
      expect(`${ground} ${ratio(value(ink), value(ground)) >= 4.5}`).toBe(`${ground} true`);
  });
  it('give body text AAA on every ground', () => {
    for (const ground of GROUNDS)
      expect(ratio(value('ink'), value(ground))).toBeGreaterThanOrEqual(7);
  });
});

it('white initials are readable on every avatar ground', () => {
  for (const ground of AVATAR_GROUNDS)
    expect(`${ground} ${ratio(ground, '#ffffff') >= 4.5}`).toBe(`${ground} true`);
});
