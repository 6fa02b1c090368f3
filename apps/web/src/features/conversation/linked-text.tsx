import { Fragment, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

type Link = {
  readonly index: number;
  readonly lastIndex: number;
  readonly url: string;
  readonly schema: string;
};
type Finder = (text: string) => readonly Link[] | null;

/** Loaded once, after the first paint: until then text stands without links, which moves nothing. */
let finder: Finder | undefined;
let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  const { LinkifyIt } = await import('linkify-it');
  const linkify = new LinkifyIt();
  finder = (text) => linkify.match(text);
}

const SAFE = /^(?:https?:|mailto:)/i;
/**
 * Finding links in a wall of text costs more than anyone gains. Nor does it break between words: where a script has no spaces, such as
 * Thai, Chromium's dictionary takes time by the square of the length (100,000 characters: over ten seconds, and the page stands still).
 */
const MAX_CHARS = 20_000;

function pieces(text: string, find: Finder): ReactNode {
  const links = text.length > MAX_CHARS ? null : find(text);
  if (links === null) return text;
  let at = 0;
  const parts: ReactNode[] = [];
  for (const link of links) {
    if (!SAFE.test(link.url)) continue;
    parts.push(text.slice(at, link.index));
    parts.push(
      <a
        key={link.index}
        href={link.url}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent-ink underline underline-offset-2"
      >
        {text.slice(link.index, link.lastIndex)}
      </a>,
    );
    at = link.lastIndex;
  }
  parts.push(text.slice(at));
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>);
}

/** What somebody wrote, as text: addresses in it become links, nothing in it becomes markup, and each line finds its own direction. */
export function LinkedText({ text, className }: { text: string; className?: string }) {
  const [ready, setReady] = useState(finder !== undefined);
  useEffect(() => {
    if (ready) return;
    loading ??= load();
    loading.then(() => setReady(true));
  }, [ready]);
  return (
    <div
      dir="auto"
      className={`text-start break-words whitespace-pre-wrap [unicode-bidi:plaintext] ${text.length > MAX_CHARS ? '[line-break:anywhere]' : ''} ${className ?? ''}`}
    >
      {ready && finder !== undefined ? pieces(text, finder) : text}
    </div>
  );
}
