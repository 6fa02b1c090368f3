import { DEMO_PASSWORD, DEMO_SIGN_INS } from './demo-sign-ins.ts';
import { type Product, type ProductParts, startProduct } from './product.ts';
import { Refusal, refuseFileError } from './refusal.ts';

/**
 * Runs the product until it is told to end: by Ctrl-C, by SIGTERM, or because what started it is gone. Exits 0 after an
 * orderly end and 1, with one clear line, when it cannot start.
 */
export async function runProduct(parts: ProductParts): Promise<void> {
  const ending = new AbortController();
  const told = new Promise<void>((resolve) => {
    const end = (): void => {
      ending.abort();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
    // The channel to the bootstrap breaks when that is killed.
    process.once('disconnect', end);
  });
  try {
    const product = await startProduct(process.env, parts, ending.signal);
    announce(product);
    await told;
    process.stdout.write('Ending …\n');
    await product.stop();
    process.exit(0);
  } catch (error) {
    if (ending.signal.aborted) process.exit(0);
    process.stderr.write(`Frontdesk cannot start: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

function announce({ settings }: Product): void {
  process.stdout.write(`Frontdesk is ready at ${settings.baseUrl}\n`);
  if (!settings.demo) return;
  process.stdout.write(`Sign in as ${DEMO_SIGN_INS.join(', ')} with password ${DEMO_PASSWORD}\n`);
}

function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const isFileError = error instanceof Error && 'code' in error && 'path' in error;
  if (isFileError) return refuseFileError(String(error.path), error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
