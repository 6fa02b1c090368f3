import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pageHeaders, readScriptHashes } from './page-headers.ts';

const HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const built = pageHeaders({ scriptHashes: [HASH], isHttps: true });
const csp = (path: string): string => built(path, 'text/html')['Content-Security-Policy'] ?? '';

describe('a page', () => {
  it('runs the scripts that were built and no others', () => {
    expect(csp('/inbox')).toContain(`script-src 'self' 'wasm-unsafe-eval' '${HASH}'`);
    expect(csp('/inbox')).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(csp('/inbox')).not.toMatch(/'unsafe-eval'/);
  });

  it('is framed by nobody, unless it is the widget’s', () => {
    expect(csp('/inbox')).toContain("frame-ancestors 'none'");
    expect(built('/inbox', 'text/html')).toMatchObject({ 'X-Frame-Options': 'DENY' });
    expect(csp('/widget/frame')).toContain('frame-ancestors *');
    expect(built('/widget/frame', 'text/html')).not.toHaveProperty('X-Frame-Options');
    for (const other of ['/widgets', '/widget/', '/widget/frame/x', '/widget/frame.js'])
      expect(csp(other)).toContain("frame-ancestors 'none'");
  });

  it('that is framed runs its own modules alone, and starts nothing that could outlive it', () => {
    const policy = csp('/widget/frame').split('; ');
    for (const rule of ["default-src 'none'", "script-src 'self'", "worker-src 'none'"])
      expect(policy).toContain(rule);
  });

  it('keeps browsers on https where we are reached by it', () => {
    expect(built('/', 'text/html')).toHaveProperty('Strict-Transport-Security');
    expect(pageHeaders({ scriptHashes: [], isHttps: false })('/', 'text/html')).not.toHaveProperty(
      'Strict-Transport-Security',
    );
  });

  it('may be loaded by other sites only where it is theirs to load', () => {
    const policy = (path: string) => built(path, undefined)['Cross-Origin-Resource-Policy'];
    expect(['/widget.js', '/widget/frame', '/inbox', '/_next/a.js'].map(policy)).toEqual([
      'cross-origin',
      'cross-origin',
      'same-origin',
      'same-origin',
    ]);
  });
});

describe('the hashes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-csp-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (content: string) => {
    writeFileSync(join(folder, 'csp.json'), content);
    return readScriptHashes(folder);
  };

  it('are those of the build', () => {
    expect(read(JSON.stringify({ scriptHashes: [HASH] }))).toEqual([HASH]);
  });

  it.each(['{}', '[]', '{"scriptHashes":["nonsense; script-src *"]}', 'x'])(
    'are refused when they are none: %s',
    (content) => {
      expect(() => read(content)).toThrow();
    },
  );
});
