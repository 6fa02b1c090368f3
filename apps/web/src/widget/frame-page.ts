/** The visitor's chat: one static page, framed by any site. Its scripts are modules of our own origin. */
export const FRAME_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<title>Chat</title>
<style>
:root { color-scheme: light dark; --bg:#fff; --sunken:#f4f2ee; --ink:#1d1b18; --ink-2:#57534c; --ink-3:#68635a; --line:#e7e4de; --accent:#5b4fd6; --on:#fff; --bad:#b3261e; }
@media (prefers-color-scheme: dark) { :root { --bg:#1a1917; --sunken:#121110; --ink:#f0eeea; --ink-2:#b9b4ab; --ink-3:#a19b91; --line:#2a2825; --accent:#9a90ff; --on:#14122a; --bad:#ff8a80; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
main { display: flex; flex-direction: column; height: 100%; }
body { background: var(--bg); color: var(--ink); font: 15px/1.4 system-ui, -apple-system, "Segoe UI", sans-serif; }
header { display: flex; align-items: center; gap: 10px; padding: 12px 8px 12px 16px; border-bottom: 1px solid var(--line); }
header div { flex: 1; min-width: 0; }
h1 { margin: 0; font-size: 15px; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
header p { margin: 0; font-size: 13px; color: var(--ink-2); }
button { border: 0; background: none; color: inherit; font: inherit; cursor: pointer; border-radius: 8px; min-width: 44px; height: 44px; display: grid; place-items: center; }
button:focus-visible, textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
button:disabled { opacity: .4; cursor: default; }
svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
#log { flex: 1; min-height: 0; overflow-y: auto; display: flex; flex-direction: column-reverse; background: var(--sunken); overscroll-behavior: contain; }
#log > div { margin-top: auto; display: flex; flex-direction: column; }
#messages { list-style: none; margin: 0; padding: 14px; display: flex; flex-direction: column; gap: 6px; }
#messages li { max-width: 84%; padding: 8px 12px; border-radius: 14px; overflow-wrap: anywhere; }
#messages .team { align-self: flex-start; background: var(--bg); border-end-start-radius: 4px; }
#messages .visitor { align-self: flex-end; background: var(--accent); color: var(--on); border-end-end-radius: 4px; }
#messages p { margin: 0; white-space: pre-wrap; }
#messages small { display: block; font-size: 12px; opacity: .82; text-align: end; }
#messages .who { text-align: start; color: var(--ink-3); opacity: 1; }
#messages img { display: block; max-width: 100%; max-height: 240px; border-radius: 8px; }
#messages .failed { outline: 2px solid var(--bad); }
#messages a { color: inherit; }
#earlier { align-self: center; font-size: 13px; color: var(--ink-2); padding: 0 12px; }
#state { margin: 0; padding: 0 16px; font-size: 13px; color: var(--ink-2); min-height: 20px; background: var(--sunken); }
#state.bad { color: var(--bad); }
form { display: flex; align-items: end; gap: 2px; padding: 8px; border-top: 1px solid var(--line); }
textarea { flex: 1; min-height: 44px; max-height: 140px; field-sizing: content; resize: none; border: 1px solid var(--line); border-radius: 22px; padding: 10px 14px; background: var(--bg); color: inherit; font: inherit; font-size: 16px; line-height: 22px; }
#send { color: var(--accent); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
</style>
</head>
<body>
<main>
<header><div><h1 id="title">Chat</h1><p id="presence">&nbsp;</p></div>
<button type="button" id="close" aria-label="Close the chat"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M18 6 6 18M6 6l12 12"/></svg></button></header>
<div id="log" role="log" aria-label="Messages" aria-live="polite" tabindex="0"><div><button type="button" id="earlier" hidden>Earlier messages</button><ul id="messages"></ul></div></div>
<p id="state" role="status"></p>
<form id="form">
<button type="button" id="photo" aria-label="Send a photo"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M21 12v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h7M16 5h6M19 2v6M21 15l-3.1-3.1a2 2 0 0 0-2.8 0L6 21"/><circle cx="9" cy="9" r="2"/></svg></button>
<input type="file" id="file" accept="image/*" hidden aria-label="Photo">
<label class="hidden" for="text">Message</label>
<textarea id="text" rows="1" dir="auto" placeholder="Write a message"></textarea>
<button type="submit" id="send" aria-label="Send"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12 7-7 7 7M12 19V5"/></svg></button>
</form>
</main>
<script type="module" src="/widget/frame.js"></script>
</body>
</html>
`;
