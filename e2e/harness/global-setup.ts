import { startTestProduct } from './test-product.ts';

/** Where the specs find the product and its database; workers inherit the environment. */
export const PRODUCT_URL = 'FRONTDESK_E2E_URL';
export const PRODUCT_DATABASE = 'FRONTDESK_E2E_DATABASE';

/** Playwright's global set-up: one product for all specs that do not break one. */
export default async function startOneProduct(): Promise<() => Promise<void>> {
  const product = await startTestProduct({ database: 'fast', demo: true });
  process.env[PRODUCT_URL] = product.url;
  process.env[PRODUCT_DATABASE] = product.databaseUrl;
  return () => product.stop();
}
