import { customerTexts } from '../../texts.ts';

/** Beginnings and ends, put together each with each: as many different messages as a busy place has of a language. */
const LANGUAGES: readonly {
  readonly joint: string;
  readonly first: readonly string[];
  readonly last: readonly string[];
}[] = [
  {
    joint: ' ',
    first: [
      'สวัสดีค่ะ ขอสอบถามเรื่องห้องพัก',
      'ขอเลื่อนการจองเป็นวันเสาร์',
      'เครื่องปรับอากาศในห้องเสียงดังมาก',
      'ขอใบเสร็จรับเงินสำหรับการเข้าพัก',
      'มีรถรับส่งจากสนามบินไหมครับ',
    ],
    last: ['ช่วยตรวจสอบให้หน่อยได้ไหมคะ', 'ขอบคุณมากครับ', 'เรามากันสี่คน', 'รบกวนติดต่อกลับภายในวันนี้'],
  },
  {
    joint: '',
    first: [
      '予約を土曜日に変更したいです。',
      '部屋のエアコンから音がします。',
      '領収書を送っていただけますか。',
      '空港からの送迎はありますか。',
      '鍵の暗証番号が使えません。',
    ],
    last: [
      'よろしくお願いいたします。',
      '四人で伺う予定です。',
      '今日中にお返事をいただけると助かります。',
      'ありがとうございました。',
    ],
  },
  {
    joint: ' ',
    first: [
      'مرحبا، أريد تغيير موعد الحجز إلى يوم السبت',
      'مكيف الهواء في الغرفة لا يعمل',
      'هل يمكنكم إرسال الفاتورة بالبريد',
      'هل توجد سيارة من المطار إلى الفندق',
      'رمز الباب لا يفتح',
    ],
    last: ['شكرا جزيلا لكم', 'نحن أربعة أشخاص', 'أرجو الرد اليوم', 'مع أطيب التحيات'],
  },
];

/** What customers write: three in four as {@link customerTexts} has it, the rest in Thai, Japanese and Arabic. */
export function worldTexts(): { texts: readonly string[]; source: string } {
  const { texts, source } = customerTexts();
  const foreign = LANGUAGES.flatMap(({ joint, first, last }) =>
    first.flatMap((start) => last.map((end) => start + joint + end)),
  );
  const mixed = texts.flatMap((text, at) =>
    at % 3 === 0 ? [text, foreign[(at / 3) % foreign.length] ?? text] : [text],
  );
  return { texts: mixed, source: `${source}, one in four in Thai, Japanese or Arabic` };
}
