/** What a website puts on its pages for the chat of an inbox. */
export const widgetTag = (inboxId: string): string =>
  `<script src="${location.origin}/widget.js" data-inbox="${inboxId}" async></script>`;
