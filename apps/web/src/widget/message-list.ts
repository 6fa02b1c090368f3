import type { VisitorMessage } from '@frontdesk/core/visitor-protocol';

/** A message as the visitor sees it; their own is here before the server has it. */
export type Shown = VisitorMessage & { readonly state: 'sending' | 'received' | 'failed' | null };

type View = {
  readonly list: HTMLUListElement;
  /** Asks for older messages. */
  readonly earlier: HTMLButtonElement;
  /** An address for bytes that only the visitor's token may fetch. */
  readonly fetchFile: (id: string, thumbnail: boolean) => Promise<string | null>;
  readonly onEarlier: () => void;
  readonly onRetry: (id: string) => void;
};

const STATES = {
  sending: 'Sending…',
  received: 'Sent',
  failed: 'Not sent. Tap to try again',
} as const;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  fields: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...children);
  return made;
}

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** Text as text; web addresses become links. */
function paragraph(text: string): HTMLParagraphElement {
  const p = element('p', { dir: 'auto' });
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    p.append(
      text.slice(at, match.index),
      element('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]),
    );
    at = match.index + match[0].length;
  }
  p.append(text.slice(at));
  return p;
}

function file(
  attachment: VisitorMessage['attachments'][number],
  fetchFile: View['fetchFile'],
): HTMLElement {
  const picture = attachment.kind === 'IMAGE' || attachment.kind === 'STICKER';
  if (picture) {
    const image = element('img', { alt: attachment.fileName });
    if (attachment.width !== null && attachment.height !== null)
      image.style.aspectRatio = `${attachment.width} / ${attachment.height}`;
    void fetchFile(attachment.id, attachment.hasThumbnail).then((url) => {
      if (url !== null) image.src = url;
    });
    return image;
  }
  const link = element('a', { href: '#', download: attachment.fileName }, attachment.fileName);
  link.addEventListener('click', async (event) => {
    if (link.href.startsWith('blob:')) return;
    event.preventDefault();
    const url = await fetchFile(attachment.id, false);
    if (url === null) return;
    link.href = url;
    link.click();
  });
  return link;
}

/** Draws what changed and leaves the rest, so that a screen reader hears only what is new. */
export class MessageList {
  readonly #view: View;
  readonly #drawn = new Map<string, { readonly message: Shown; readonly node: HTMLLIElement }>();

  constructor(view: View) {
    this.#view = view;
    view.earlier.addEventListener('click', view.onEarlier);
  }

  draw(messages: readonly Shown[], hasMore: boolean): void {
    const { list, earlier } = this.#view;
    earlier.hidden = !hasMore;
    const ids = new Set(messages.map((message) => message.id));
    for (const [id, { node }] of this.#drawn) {
      if (ids.has(id)) continue;
      node.remove();
      this.#drawn.delete(id);
    }
    let before: Element | null = null;
    for (const message of messages) {
      const known = this.#drawn.get(message.id);
      const node =
        known === undefined || known.message !== message ? this.#make(message) : known.node;
      if (known !== undefined && known.node !== node) known.node.replaceWith(node);
      const next: Element | null =
        before === null ? list.firstElementChild : before.nextElementSibling;
      if (next !== node) list.insertBefore(node, next);
      this.#drawn.set(message.id, { message, node });
      before = node;
    }
  }

  #make(message: Shown): HTMLLIElement {
    const node = element('li', { className: message.from });
    if (message.from === 'team' && message.authorName !== null)
      node.append(element('small', { className: 'who' }, message.authorName));
    for (const attachment of message.attachments)
      node.append(file(attachment, this.#view.fetchFile));
    if (message.text !== '') node.append(paragraph(message.text));
    const said = message.state === null ? '' : ` · ${STATES[message.state]}`;
    node.append(element('small', {}, clock.format(new Date(message.at)) + said));
    if (message.state === 'failed') {
      node.classList.add('failed');
      node.append(
        element(
          'button',
          { type: 'button', onclick: () => this.#view.onRetry(message.id) },
          'Try again',
        ),
      );
    }
    return node;
  }
}
