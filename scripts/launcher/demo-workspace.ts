import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { DEMO_SIGN_INS } from './demo-sign-ins.ts';
import { Refusal } from './refusal.ts';
import { type ResolvedSettings, serviceEnvironment } from './services.ts';
import { step } from '../step.mjs';

/**
 * Fills the demo workspace unless its owner is there. In a process of its own, so that the launcher never holds the
 * memory of all that the seed loads.
 */
export async function seedDemoOnce(settings: ResolvedSettings): Promise<void> {
  if (await hasDemoOwner(settings.directUrl)) return;
  await step('Filling the demo workspace', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'seed-demo.ts')], {
      env: serviceEnvironment(settings),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const [code] = await once(child, 'close');
    if (code !== 0)
      throw new Refusal(`the demo workspace could not be filled:\n${errors.join('')}`);
  });
}

async function hasDemoOwner(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM users WHERE email = $1', [DEMO_SIGN_INS[0]]);
    return found.rowCount === 1;
  } finally {
    await client.end();
  }
}
