import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { scriptHashes } from './inline-scripts.ts';

const hash = (body: string) => `sha256-${createHash('sha256').update(body).digest('base64')}`;

it('hashes exactly what stands between the tags of inline scripts', () => {
  const html =
    '<script>a()</script><script src="/x.js" async=""></script><script id="y">self.f=[1,"<b>"]\n</script>';
  expect(scriptHashes(html)).toEqual([hash('a()'), hash('self.f=[1,"<b>"]\n')]);
});

it('leaves out data that no browser runs', () => {
  expect(scriptHashes('<script type="application/json">{}</script>')).toEqual([]);
});
