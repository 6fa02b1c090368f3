import type { DemoTag } from './cast.ts';
import type { DemoLanguage } from './customers.ts';
import type { Random } from './random.ts';

export type Turn = readonly ['customer' | 'agent', string];

/** One matter from its first line to its last, in one language. */
export type Dialogue = {
  readonly language: DemoLanguage;
  readonly tag: DemoTag | null;
  readonly turns: readonly Turn[];
};

const DAYS: Readonly<Record<DemoLanguage, readonly string[]>> = {
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  es: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'],
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  de: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
  th: ['จันทร์', 'อังคาร', 'พุธ', 'พฤหัสบดี', 'ศุกร์', 'เสาร์', 'อาทิตย์'],
  ja: ['月曜日', '火曜日', '水曜日', '木曜日', '金曜日', '土曜日', '日曜日'],
  ar: ['الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت', 'الأحد'],
};

const ZONES = ['pool terrace', 'lobby', 'rooftop bar', 'restaurant', 'spa'];

/** What the `{…}` of one conversation stand for; the same word throughout. */
export function fillings(
  language: DemoLanguage,
  customer: { name: string; email: string | null },
  random: Random,
): Map<string, string> {
  const hour = random.between(8, 19);
  const first =
    language === 'ja'
      ? `${customer.name.split(' ')[0]}様`
      : (customer.name.split(' ')[0] ?? customer.name);
  return new Map([
    ['first', first],
    ['email', customer.email ?? 'on the account'],
    ['day', random.pick(DAYS[language])],
    ['time', `${hour}:${random.pick(['00', '30'])}`],
    ['later', `${hour + 2}:${random.pick(['00', '30'])}`],
    ['bay', `Bay ${random.between(1, 8)}`],
    ['room', `${random.between(2, 9)}${String(random.between(1, 18)).padStart(2, '0')}`],
    ['zone', random.pick(ZONES)],
    ['n', String(random.between(8, 40))],
    ['digits', String(random.between(1000, 9999))],
  ]);
}

/** A line with its `{…}` filled in. */
export const filled = (line: string, words: ReadonlyMap<string, string>): string =>
  line.replace(/\{(\w+)\}/g, (whole, word: string) => words.get(word) ?? whole);
