import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REAL = join(
  import.meta.dirname,
  '../../../shared/data/conversations/taskmaster4-coffee.jsonl',
);
const INVENTED = [
  'Is bay 3 free tonight at six?',
  'We are stuck at the door, the code does not work.',
  'Thanks, that was quick!',
  'Could you turn the music down a little in the lobby?',
  'I would like to move my booking from Friday to Saturday, same time, four people.',
];

type Dialogue = { readonly turns: readonly { readonly from: string; readonly text: string }[] };

/** What customers write: real conversations where the data set lies beside the repository, else invented ones. */
export function customerTexts(): { texts: readonly string[]; source: string } {
  if (!existsSync(REAL)) return { texts: INVENTED, source: 'generated texts' };
  const texts = readFileSync(REAL, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as Dialogue).turns)
    .filter(({ from }) => from === 'customer')
    .map(({ text }) => text);
  return { texts, source: 'customers’ turns of Taskmaster-4 (coffee)' };
}
