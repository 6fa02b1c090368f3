/**
 * What people write to any business without wanting anything of it: thanks, greetings, small talk, advertising, messages
 * meant for somebody else. Learnt beside a workspace's own intents as the likeness of what belongs to none of them. Nothing
 * here may be a matter of some front desk: no hours, prices, bookings, faults or complaints.
 */
const ENGLISH = `
  Thanks a million!; thx; ty 🙏; perfect, thank you; Much appreciated, have a good one; Thank you for the quick
  answer; okay will do; sure, no problem; sounds good to me; got it; alright then; yep; nope; no; maybe later; not
  yet; done; hello there; hey!; good evening everyone; happy new year to the whole team; merry christmas and all the
  best; see you soon; bye; bye for now; talk to you tomorrow; have a lovely weekend; how are you doing; hope you are
  well; are you a robot; am I speaking with a human; who am I talking to; test; testing 1 2 3; asdf; hahaha; wow;
  oops; oh well; never mind; forget it, it was nothing; this was meant for my wife, please ignore; ignore my last
  message; sorry, my cat walked over the keyboard; my daughter took the phone; I am driving, will call you later; in
  a meeting, can't talk; brb; just a second; let me think about it; it was great to meet you; you guys are the best;
  love your place; we had so much fun; greetings from Lisbon; did you watch the final; it has been raining all day
  here; so hot today; my knee hurts from running; the traffic in this city is a joke; I just had the best pizza of
  my life; our baby was born on Sunday!; how many ounces are in a pound; translate this into Italian please; who won
  the election; what do you think of bitcoin; can you recommend a good film; tell me something funny; what is the
  meaning of life; do you know a recipe for banana bread; which laptop should I buy; We help businesses like yours
  to get more customers, interested?; Boost your followers with our marketing package; Can I offer you a free
  website audit?; Our agency builds mobile apps at half the usual rate; Your business could rank higher on search
  engines; We are a supplier of office furniture from Poland; Lower your energy bill with our solar panels; Dear
  sir, I am a prince and have funds to transfer; You have won a lottery, click here to claim; Invest in crypto now
  and double your income; Congratulations, your number was selected for a reward; I am applying for the position you
  advertised; Please find my résumé attached, I am looking for part-time work; Do you offer internships for
  students?; Are you hiring at the moment; I am writing an article and would like an interview with your founder; We
  are collecting donations for the animal shelter; Please sign our petition; Join our webinar on leadership next
  Thursday; Your parcel will be delivered tomorrow between nine and noon; The courier could not find your address;
  Your domain expires soon, renew it here; Attached is our statement for last month; Out of office: I am on leave
  until Monday; This mailbox is not monitored; Delivery of your message has failed; Mum, can you pick me up from
  school; are we still on for dinner with Sarah; don't forget to buy milk; happy birthday Peter!; the meeting has
  moved to room twelve; call your grandmother; I left the dinner in the oven for you; the dentist says Tuesday is
  fine; did you feed the dog
`;
const SPANISH = `
  muchas gracias; gracias por todo; vale; perfecto; hola, ¿qué tal?; buenos días; buenas noches; hasta luego; feliz
  año; sí; no; jaja; perdón, me equivoqué de número; era para mi hermano; qué calor hace hoy; ¿viste el partido de
  anoche?; cuéntame un chiste; ¿eres un robot?; busco trabajo, adjunto mi currículum; ofrecemos servicios de
  publicidad para su negocio; saludos desde Chile
`;
const FRENCH = `
  merci pour votre aide; d'accord; parfait; bonjour, ça va ?; bonsoir; à bientôt; bonne année; oui; non; mdr;
  désolé, mauvais numéro; c'était pour ma sœur; quel temps affreux; tu as vu le match hier ?; raconte-moi une
  blague; je cherche un emploi, voici mon CV; nous proposons des services de publicité; bon anniversaire Paul; on se
  voit ce week-end chez maman ?
`;
const GERMAN = `
  vielen Dank; danke schön; alles klar; passt; hallo, wie geht's?; guten Morgen; tschüss; frohes neues Jahr; ja;
  nein; haha; sorry, falsche Nummer; das war für meinen Bruder; was für ein Wetter; hast du das Spiel gestern
  gesehen?; erzähl mal einen Witz; bist du ein Roboter?; ich bewerbe mich um die Stelle, Lebenslauf anbei; wir
  bieten Werbung für Ihr Unternehmen an; die Abwesenheitsnotiz ist bis Montag aktiv; kauf bitte noch Brot ein
`;
const OTHERS = `
  obrigado; bom dia, tudo bem?; até logo; grazie mille; buongiorno; ci vediamo; dank je wel; goedemorgen; tot ziens;
  dziękuję; dzień dobry; teşekkürler; merhaba nasılsınız; спасибо большое; привет, как дела; извините, ошиблась
  номером; до свидания; مرحبا كيف حالكم; تمام; صباح الخير; آسف رقم خاطئ; مع السلامة; هل أنت روبوت; ขอบคุณมากค่ะ;
  โอเคค่ะ; ขอโทษค่ะ ส่งผิดคน; วันนี้ร้อนมากเลย; กินข้าวหรือยัง; 555; おはようございます; 了解です; すみません、間違えました; 今日は暑いですね; また今度;
  お疲れ様です; 谢谢; 你好; 好的; 发错了，不好意思; 今天天气真好; 감사합니다; 안녕하세요; 네 알겠습니다; 잘못 보냈어요; धन्यवाद; नमस्ते; cảm ơn nhiều; xin chào;
  terima kasih; selamat pagi
`;

export const BACKGROUND: readonly string[] = [ENGLISH, SPANISH, FRENCH, GERMAN, OTHERS].flatMap(
  (list) =>
    list
      .split(';')
      .map((text) => text.trim().replace(/\s+/gu, ' '))
      .filter((text) => text !== ''),
);
