import type { Dialogue } from './dialogue.ts';

/** What guests of the hotel write about: rooms, music zones, check-in. */
export const HOTEL_DIALOGUES: readonly Dialogue[] = [
  {
    language: 'en',
    tag: 'Music',
    turns: [
      ['customer', 'The music by the pool is lovely but a bit loud for a nap 🙈'],
      ['agent', 'Thank you for telling us, I’ve turned the {zone} down to 4. Better?'],
      ['customer', 'Perfect now, thanks'],
    ],
  },
  {
    language: 'en',
    tag: 'Music',
    turns: [
      [
        'customer',
        'Could you play something calmer in the {zone} tonight? We have our anniversary dinner',
      ],
      [
        'agent',
        'With pleasure, and congratulations! “Candlelight jazz” from 19:00 until you leave.',
      ],
      ['customer', 'That’s so sweet, thank you'],
      ['agent', 'Enjoy the evening, {first}.'],
    ],
  },
  {
    language: 'en',
    tag: 'Booking',
    turns: [
      ['customer', 'We land at 6 in the morning. Any chance of an early check-in on {day}?'],
      [
        'agent',
        'Rooms are ready from 15:00, but if one is free earlier it’s yours. Your bags are safe with us from the moment you land.',
      ],
      ['customer', 'And breakfast?'],
      ['agent', 'You’re welcome to join from 6:30, with our compliments.'],
      ['customer', 'Amazing, thank you so much'],
    ],
  },
  {
    language: 'en',
    tag: null,
    turns: [
      ['customer', 'Do you have an adapter for Japanese plugs at the desk?'],
      ['agent', 'We do, I’m sending one up to {room} now.'],
      ['customer', 'Got it, thanks!'],
    ],
  },
  {
    language: 'en',
    tag: 'Technical',
    turns: [
      ['customer', 'The air conditioning in {room} makes a clicking noise'],
      ['agent', 'Sorry! Somchai from engineering is on his way. Is now a good time?'],
      ['customer', 'Yes, we’re at dinner, please go ahead'],
      ['agent', 'It was the fan guard, fixed. Sleep well tonight.'],
    ],
  },
  {
    language: 'en',
    tag: 'Lost and found',
    turns: [
      ['customer', 'We checked out this morning and I think my charger is still in {room}'],
      ['agent', 'Housekeeping has it. Shall we post it or keep it for your next stay?'],
      ['customer', 'Please keep it, we’re back in March!'],
    ],
  },
  {
    language: 'th',
    tag: 'Music',
    turns: [
      ['customer', 'เพลงที่ล็อบบี้เงียบไปตั้งแต่เช้าค่ะ ช่วยดูให้หน่อยได้ไหมคะ'],
      ['agent', 'ขอบคุณที่แจ้งค่ะ กำลังตรวจสอบเครื่องเล่นที่ล็อบบี้ให้นะคะ'],
      ['agent', 'เปิดเพลงกลับมาแล้วค่ะ ขออภัยในความไม่สะดวกนะคะ'],
      ['customer', 'ได้ยินแล้วค่ะ ขอบคุณมากนะคะ'],
    ],
  },
  {
    language: 'th',
    tag: 'Booking',
    turns: [
      ['customer', 'สวัสดีครับ ขอเลื่อนวันเข้าพักเป็นวัน{day}ได้ไหมครับ'],
      ['agent', 'สวัสดีค่ะ เลื่อนให้เรียบร้อยแล้วค่ะ ราคาเท่าเดิมนะคะ'],
      ['customer', 'ขอบคุณครับ บริการดีมาก'],
    ],
  },
  {
    language: 'th',
    tag: null,
    turns: [
      ['customer', 'มีที่จอดรถไหมคะ'],
      ['agent', 'มีค่ะ จอดฟรีที่ชั้นใต้ดินสำหรับแขกที่เข้าพักค่ะ'],
      ['customer', 'ขอบคุณค่ะ'],
    ],
  },
  {
    language: 'th',
    tag: 'Technical',
    turns: [
      ['customer', 'ไวไฟห้อง {room} ช้ามากเลยครับ'],
      ['agent', 'ขออภัยค่ะ ทางเรารีเซ็ตจุดกระจายสัญญาณให้แล้ว ลองใหม่อีกครั้งนะคะ'],
      ['customer', 'เร็วขึ้นแล้วครับ ขอบคุณ'],
    ],
  },
  {
    language: 'ja',
    tag: 'Booking',
    turns: [
      ['customer', 'こんにちは。{day}に二名で一泊したいのですが、空いていますか？'],
      [
        'agent',
        'お問い合わせありがとうございます。{day}は空室がございます。朝食もお付けしますか？',
      ],
      ['customer', 'はい、朝食付きでお願いします。'],
      ['agent', '承知いたしました。ご予約をお取りしました。お待ちしております。'],
      ['customer', '了解しました。ありがとうございます！'],
    ],
  },
  {
    language: 'ja',
    tag: 'Music',
    turns: [
      ['customer', 'レストランの音楽を少し小さくしていただけますか？'],
      ['agent', 'かしこまりました。音量を下げました。いかがでしょうか。'],
      ['customer', 'ちょうどいいです。ありがとう。'],
    ],
  },
  {
    language: 'ja',
    tag: null,
    turns: [
      ['customer', '東京都から荷物を先に送ってもいいですか？'],
      ['agent', 'はい、ご到着の三日前からお預かりできます。'],
      ['customer', '助かります。カスタマーサービスが丁寧で嬉しいです。'],
    ],
  },
  {
    language: 'ar',
    tag: 'Booking',
    turns: [
      ['customer', 'السلام عليكم، هل يوجد غرفة عائلية متاحة يوم {day}؟'],
      ['agent', 'وعليكم السلام، نعم لدينا غرفة عائلية مع إفطار. هل نؤكد الحجز؟'],
      ['customer', 'نعم من فضلكم، نحن أربعة أشخاص'],
      ['agent', 'تم التأكيد، أهلاً وسهلاً بكم.'],
      ['customer', 'شكراً لكم على حسن الاستقبال'],
    ],
  },
  {
    language: 'de',
    tag: 'Booking',
    turns: [
      ['customer', 'Guten Tag, ist ein später Check-out am {day} möglich?'],
      ['agent', 'Guten Tag {first}, bis 14 Uhr sehr gern, ohne Aufpreis.'],
      ['customer', 'Großartig, vielen Dank!'],
    ],
  },
  {
    language: 'en',
    tag: 'Events',
    turns: [
      [
        'customer',
        'We’re planning a wedding for {n} guests in February. Do you have the rooftop available?',
      ],
      [
        'agent',
        'Congratulations! The rooftop holds 80 and is free on the first and third Saturday. Shall I hold one of them?',
      ],
      ['customer', 'The third please!'],
      [
        'agent',
        'Held until the end of the month. Our events team writes to you tomorrow with menus.',
      ],
    ],
  },
];
