import { describe, expect, it } from 'vitest';
import { BootstrapAdmission } from './bootstrap-admission.ts';

describe('the admission of replicas that begin (rule 105)', () => {
  it('serves a herd of 500 at a steady pace and lets everybody in', () => {
    let now = 0;
    const admission = new BootstrapAdmission(() => now);
    const line = Array.from({ length: 500 }, () => 0);
    const begun: number[] = [];
    let tries = 0;
    while (line.length > 0) {
      now = Math.min(...line);
      line.splice(line.indexOf(now), 1);
      const wait = admission.take(`member ${tries}`, ((tries++ * 7) % 10) / 10);
      if (wait === null) begun.push(now);
      else line.push(now + wait * 1_000);
    }
    const perSecond = Map.groupBy(begun, (at) => Math.floor(at / 1_000));
    expect(begun).toHaveLength(500);
    expect(perSecond.get(0)).toHaveLength(40);
    for (const [second, some] of perSecond) if (second > 0) expect(some.length).toBeLessThan(45);
    expect(Math.max(...begun)).toBeLessThan(90_000);
  });

  it('is not noticed by those who come one by one', () => {
    let now = 0;
    const admission = new BootstrapAdmission(() => now);
    for (let n = 0; n < 200; n++) {
      expect(admission.take(`member ${n}`, 0.5)).toBeNull();
      now += 100;
    }
  });

  it('keeps room for others, and a short line, while one member begins over and over', () => {
    let now = 0;
    const admission = new BootstrapAdmission(() => now);
    for (let second = 0; second < 60; second++) {
      for (let n = 0; n < 1_000; n++) admission.take('hostile', 0.5);
      for (let n = 0; n < 8; n++) expect(admission.take(`member ${second} ${n}`, 0.5)).toBeNull();
      now += 1_000;
    }
  });
});
