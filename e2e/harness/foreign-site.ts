import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ForeignSite = { readonly url: string; close(): Promise<void> };

/** Somebody else's website, on another origin than the product's, that includes the web chat as its owner was told to. */
export async function openForeignSite(snippet: string): Promise<ForeignSite> {
  const page = `<!doctype html><html lang="en"><title>Fairway Club</title><h1>Fairway Club</h1><p>Book a bay.</p>${snippet}</html>`;
  const server = createServer((_, answer) =>
    answer.setHeader('content-type', 'text/html').end(page),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // The product answers at `localhost`: another site, so that nothing is shared by accident.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
