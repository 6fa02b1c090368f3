import { cpus, totalmem } from 'node:os';
import { loadBanking77 } from '@frontdesk/ai/testing/banking77';
import { fewShot } from '@frontdesk/bench/ai/few-shot';
import { outOfScope, readerAccuracy } from '@frontdesk/bench/ai/reader-accuracy';
import { readerCost } from '@frontdesk/bench/ai/reader-cost';
import { type Section, inMarkdown } from '@frontdesk/bench/section';
import { sopMatching, sopMatchingCost } from '@frontdesk/bench/ai/sop-matching';

/** `npm run bench:ai`: how well and how quickly messages are understood, beside floors of the same run. Asserts nothing. */
const [cpu] = cpus();
process.stdout.write(
  `Machine: ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.version}.\n`,
);

const banking77 = loadBanking77();
if (banking77) {
  for (const section of readerAccuracy(banking77)) print(section);
  print(outOfScope(banking77));
  print(fewShot(banking77));
  print(readerCost(banking77));
}
print(sopMatching());
print(sopMatchingCost());

function print(section: Section): void {
  process.stdout.write(`\n${inMarkdown(section)}\n`);
}
