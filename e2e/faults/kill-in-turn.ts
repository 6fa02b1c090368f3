import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessName, TestProduct } from '../harness/test-product.ts';

const BACK_WITHIN_MS = 30_000;

/** Kills one process of the product as `kill -9` does and resolves when another one does its work. */
export async function killAndAwait(product: TestProduct, name: ProcessName): Promise<number> {
  const killed = product.processes()[name];
  const started = Date.now();
  process.kill(killed, 'SIGKILL');
  while (!(await isBack(product, name, killed))) {
    if (Date.now() - started > BACK_WITHIN_MS) throw new Error(`${name} did not come back`);
    await delay(50);
  }
  return Date.now() - started;
}

async function isBack(product: TestProduct, name: ProcessName, killed: number): Promise<boolean> {
  try {
    if (product.processes()[name] === killed) return false;
    // Pages pass through the process that owns the port; its health names the database.
    const path = name === 'web' ? '/sign-in' : '/health';
    return (await fetch(`${product.url}${path}`)).ok;
  } catch {
    return false;
  }
}
