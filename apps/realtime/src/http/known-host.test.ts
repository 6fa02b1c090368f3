import { describe, expect, it } from 'vitest';
import { knownHost } from './known-host.ts';

describe('a host that we answer to', () => {
  it('is this machine alone, while we listen to it alone and no public address is set', () => {
    const knows = knownHost({ host: '127.0.0.1', publicUrl: undefined });
    for (const ours of [
      'localhost:3000',
      '127.0.0.1:3000',
      '[::1]:3000',
      'LOCALHOST',
      'club.localhost',
    ])
      expect(knows(ours), ours).toBe(true);
    for (const other of [
      'evil.example:3000',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '',
      undefined,
      'a b',
    ])
      expect(knows(other), String(other)).toBe(false);
  });

  it('is any once we serve others or have a public address', () => {
    expect(knownHost({ host: '0.0.0.0', publicUrl: undefined })('desk.example')).toBe(true);
    const publicUrl = 'https://desk.example';
    expect(knownHost({ host: '127.0.0.1', publicUrl })('desk.example')).toBe(true);
  });
});
