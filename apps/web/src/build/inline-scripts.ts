import { createHash } from 'node:crypto';

/** Every script element without `src`, with what stands between its tags. Next writes its HTML itself: no script holds a `</script>` within. */
const SCRIPT = /<script((?:\s[^>]*)?)>([\s\S]*?)<\/script>/g;
/** Blocks of data that a browser does not run. */
const DATA = /\stype="(?:application\/(?:ld\+)?json|speculationrules)"/;

/** `sha256-…` of each inline script of a page, as a content security policy names them. */
export function scriptHashes(html: string): string[] {
  return [...html.matchAll(SCRIPT)]
    .filter(([, attributes = '']) => !/\ssrc=/.test(attributes) && !DATA.test(attributes))
    .map(([, , body = '']) => `sha256-${createHash('sha256').update(body).digest('base64')}`);
}
