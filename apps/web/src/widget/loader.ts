/**
 * `<script src="https://host/widget.js" data-inbox="<inboxId>" async></script>`: puts a chat button on any page. Everything that talks
 * to the server lives in the frame; this script only shows it, in a shadow tree that the page's styles do not reach.
 *
 * A classic script on somebody else's page: the block keeps its names to itself.
 */
{
  type Said = { type?: string; unread?: number; stored?: string };

  const LOOKS = `
    <style>
      :host { all: initial; }
      button { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; width: 56px; height: 56px; border: 0; border-radius: 28px;
        background: #5b4fd6; color: #fff; cursor: pointer; box-shadow: 0 6px 24px rgb(0 0 0 / .24); display: grid; place-items: center; }
      button:focus-visible { outline: 3px solid #5b4fd6; outline-offset: 3px; }
      svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
      .count { position: absolute; top: -4px; right: -4px; min-width: 20px; height: 20px; padding: 0 5px; box-sizing: border-box; border-radius: 10px;
        background: #b3261e; color: #fff; font: 600 12px/20px system-ui, sans-serif; }
      .count:empty { display: none; }
      iframe { position: fixed; right: 20px; bottom: 88px; z-index: 2147483000; width: 372px; height: min(600px, calc(100dvh - 108px)); border: 0;
        border-radius: 14px; background: #fff; box-shadow: 0 12px 48px rgb(0 0 0 / .28); color-scheme: light dark; }
      iframe[hidden] { display: none; }
      @media (max-width: 480px) { iframe { inset: 0; width: 100vw; height: 100dvh; border-radius: 0; } .open button { display: none; } }
    </style>
    <div>
      <iframe title="Chat" hidden allow="clipboard-write"></iframe>
      <button type="button" aria-label="Open the chat" aria-expanded="false">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7.9 20A9 9 0 1 0 4 16.1L2 22Z"/></svg>
        <span class="count" role="status"></span>
      </button>
    </div>`;

  /** The elements of the chat in a shadow tree of their own. */
  const build = () => {
    const host = document.createElement('div');
    host.id = 'frontdesk-chat';
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = LOOKS;
    const box = root.querySelector('div');
    const frame = root.querySelector('iframe');
    const button = root.querySelector('button');
    const count = root.querySelector('.count');
    return box && frame && button && count ? { host, box, frame, button, count } : null;
  };

  /** Browsers give a frame of another site no storage that lasts, so the page keeps the frame's: the visitor's token above all. */
  const storage = (key: string) => ({
    get: (): string | null => {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set: (stored: string): void => {
      try {
        localStorage.setItem(key, stored);
      } catch {
        // Storage is forbidden here: the chat then lasts as long as the page.
      }
    },
  });

  const addressOf = (script: HTMLScriptElement, inboxId: string): URL => {
    const address = new URL('/widget/frame', script.src);
    address.searchParams.set('inbox', inboxId);
    for (const field of ['name', 'email']) {
      const value = script.dataset[field];
      if (value !== undefined) address.searchParams.set(field, value);
    }
    return address;
  };

  const start = (script: HTMLScriptElement, inboxId: string): void => {
    const built = build();
    if (built === null) return;
    const { host, box, frame, button, count } = built;
    const address = addressOf(script, inboxId);
    const kept = storage(`frontdesk.visitor.${inboxId}`);
    let ready = false;
    const tell = (message: object) => {
      if (ready) frame.contentWindow?.postMessage({ frontdesk: message }, address.origin);
    };
    const load = () => {
      if (frame.src === '') frame.src = address.href;
    };
    const show = (open: boolean) => {
      load();
      frame.hidden = !open;
      box.className = open ? 'open' : '';
      button.setAttribute('aria-expanded', String(open));
      button.setAttribute('aria-label', open ? 'Close the chat' : 'Open the chat');
      if (open) count.textContent = '';
      (open ? frame : button).focus();
      tell({ type: 'shown', open });
    };
    const hear = ({ type, unread, stored }: Said) => {
      if (type === 'keep' && typeof stored === 'string') kept.set(stored);
      if (type === 'close') show(false);
      if (type === 'unread' && frame.hidden !== false)
        count.textContent = unread ? String(unread) : '';
      if (type !== 'ready') return;
      ready = true;
      tell({ type: 'restored', stored: kept.get(), open: frame.hidden === false });
    };
    button.addEventListener('click', () => show(frame.hidden !== false));
    addEventListener('message', (event) => {
      if (event.source !== frame.contentWindow || event.origin !== address.origin) return;
      const said = (event.data as { frontdesk?: Said } | null)?.frontdesk;
      if (said !== undefined) hear(said);
    });
    // Somebody who has chatted before hears of an answer without opening the chat; a stranger's page loads nothing more.
    if (kept.get() !== null) load();
    document.body.append(host);
  };

  const script = document.currentScript;
  const inboxId = script instanceof HTMLScriptElement ? script.dataset['inbox'] : undefined;
  if (!(script instanceof HTMLScriptElement) || inboxId === undefined || inboxId === '') {
    console.error('Frontdesk: data-inbox is missing on the script of the web chat');
  } else if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', () => start(script, inboxId));
  } else start(script, inboxId);
}
