import type { DemoSite } from './cast.ts';
import type { Random } from './random.ts';

export const DEMO_LANGUAGES = ['en', 'th', 'ja', 'ar', 'es', 'fr', 'de'] as const;
export type DemoLanguage = (typeof DEMO_LANGUAGES)[number];

/** Invented people. Names in the script that their owners write in. */
const NAMES: Readonly<
  Record<DemoLanguage, { readonly first: readonly string[]; readonly last: readonly string[] }>
> = {
  en: {
    first: [
      'Daniel',
      'Jess',
      'Liam',
      'Olivia',
      'Ethan',
      'Grace',
      'Marcus',
      'Hannah',
      'Noah',
      'Chidi',
      'Aisha',
      'Ruth',
      'Callum',
      'Ingrid',
      'Theo',
      'Naomi',
      'Victor',
      'Beth',
      'Samir',
      'Joan',
      'Patrick',
      'Wendy',
      'Isaac',
      'Faith',
    ],
    last: [
      'Okafor',
      'Walker',
      'Murphy',
      'Bennett',
      'Sinclair',
      'Doyle',
      'Abrams',
      'Fraser',
      'Lindqvist',
      'Mensah',
      'Carver',
      'Whitlock',
      'Nguyen',
      'Petrov',
      'Ashworth',
      'Campbell',
      'Iyer',
      'Romano',
      'Kowalski',
      'Tremblay',
    ],
  },
  th: {
    first: ['นภัสสร', 'กิตติพงศ์', 'สุดารัตน์', 'ธนวัฒน์', 'พิมพ์ชนก', 'อนุชา', 'วราภรณ์', 'ศิริพร'],
    last: ['พรหมมา', 'ศรีสุข', 'วงศ์ทอง', 'บุญมี', 'แก้วใส', 'รัตนกุล'],
  },
  ja: {
    first: ['健', '美咲', '翔太', '由美', '大輔', '彩香', '直樹', '恵子'],
    last: ['佐藤', '鈴木', '高橋', '田中', '渡辺', '伊藤', '山本'],
  },
  ar: {
    first: ['أميرة', 'يوسف', 'ليلى', 'خالد', 'سارة', 'عمر', 'نور'],
    last: ['الخطيب', 'حداد', 'منصور', 'الشامي', 'ناصر'],
  },
  es: {
    first: ['Sofía', 'Mateo', 'Lucía', 'Diego', 'Carmen', 'Javier', 'Elena'],
    last: ['Hernández', 'García', 'Romero', 'Vega', 'Castillo', 'Núñez'],
  },
  fr: {
    first: ['Camille', 'Julien', 'Amélie', 'Théo', 'Élise', 'Baptiste'],
    last: ['Lefèvre', 'Moreau', 'Girard', 'Dubois', 'Roussel'],
  },
  de: {
    first: ['Jonas', 'Katrin', 'Felix', 'Annika', 'Lukas', 'Jürgen'],
    last: ['Schäfer', 'Vogel', 'Brandt', 'Krüger', 'Weiß'],
  },
};

/** How languages are spread, per site: the golf club is in Toronto, the hotel in Bangkok. */
const MIX: Readonly<Record<DemoSite, readonly DemoLanguage[]>> = {
  harbour: ['en', 'en', 'en', 'en', 'en', 'en', 'en', 'es', 'fr', 'ar'],
  riverside: ['en', 'en', 'en', 'en', 'en', 'en', 'es', 'de', 'fr', 'en'],
  hotel: ['en', 'en', 'en', 'th', 'th', 'th', 'ja', 'ja', 'ar', 'de'],
};

export type DemoCustomer = {
  readonly name: string;
  readonly language: DemoLanguage;
  readonly phone: string;
  readonly email: string | null;
  readonly vip: boolean;
};

/** Numbers stay inside the range that is reserved for fiction: 555-0100 to 555-0199. */
const AREA_CODES = ['416', '647', '437', '905', '289', '365', '613', '343'];

/** The n-th customer: names repeat at last, numbers never do. */
export function demoCustomer(n: number, site: DemoSite, random: Random): DemoCustomer {
  const language = random.pick(MIX[site]);
  const names = NAMES[language];
  const first = random.pick(names.first);
  const last = random.pick(names.last);
  const area = AREA_CODES[Math.floor(n / 100) % AREA_CODES.length] ?? '416';
  const phone = `+1${area}55501${String(n % 100).padStart(2, '0')}`;
  const name = language === 'ja' ? `${last} ${first}` : `${first} ${last}`;
  const mailbox = `${first}.${last}`
    .normalize('NFKD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  const email = language === 'en' && random.chance(0.6) ? `${mailbox}${n}@mail.example` : null;
  return { name, language, phone, email, vip: random.chance(0.05) };
}
