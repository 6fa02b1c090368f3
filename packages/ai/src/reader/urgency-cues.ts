/**
 * What people write when something is urgent, and when it is not: one language in a line or two. Folded as texts are before
 * they are compared, so accents, case and apostrophes do not matter. `*` at the end of a cue stands for any ending of its
 * last word. That a business books something for "today" is no cue.
 */
export type Cues = {
  readonly words: readonly string[];
  /** Found anywhere, for scripts without spaces and those that put particles in front of a word. */
  readonly anywhere: readonly string[];
};

/** Says outright that there is time; weighs more than every other cue, because it often contains one ("not urgent"). */
export const NO_HURRY: Cues = {
  words: listed(`
    no rush, no hurry, not urgent, isnt urgent, no emergency, not an emergency, when you have time, whenever you can,
    when you get a chance, take your time, just wondering, just curious, at your convenience,
    sin prisa, no es urgente, no corre prisa, no hay prisa, cuando puedas,
    sem pressa, não é urgente, não tem pressa, quando puder,
    pas urgent, pas pressé, rien ne presse, quand vous pouvez, pas d urgence,
    nicht dringend, keine eile, eilt nicht, wenn sie zeit haben, kein notfall,
    non è urgente, senza fretta, nessuna fretta, non cè fretta, quando può,
    geen haast, niet dringend, geen spoed, wanneer het uitkomt,
    не срочно, не спешите, не к спеху, не терміново`),
  anywhere: listed(`
    ไม่รีบ, ไม่ด่วน, 急ぎではない, 急ぎません, 不急, 不着急, 급하지 않, غير عاجل, ليس عاجلا`),
};

export const URGENT: Cues = {
  words: listed(`
    emergency, urgent, urgently, asap, a s a p, as soon as possible, right now, right away, immediately, this instant,
    locked out, locked in, stuck inside, trapped, flood, flooding, flooded, on fire, gas leak, leaking, hacked, stolen,
    fraud, fraudulent, unauthorised, unauthorized, injured, ambulance, call the police, broken into, break in,
    urgente, urgentemente, emergencia, ahora mismo, inmediatamente, cuanto antes, me robaron, encerrad*, inundación,
    inundad*, incendio, fuga de gas, hackead*,
    emergência, agora mesmo, imediatamente, o mais rápido possível, roubad*, inundação, trancad*, incêndio, vazamento,
    urgence, tout de suite, immédiatement, au plus vite, enfermé*, inondation, inondé*, incendie, au feu, fuite de gaz,
    volé*, piraté*, coincé*,
    dringend, notfall, sofort, so schnell wie möglich, schnellstmöglich, ausgesperrt, eingesperrt, eingeschlossen,
    überschwemm*, wasserschaden, es brennt, gestohlen, gehackt, verletzt, notarzt,
    emergenza, subito, immediatamente, il prima possibile, chiusi fuori, chiuso fuori, chiusa fuori, allagat*,
    allagamento, rubat*, ferit*,
    spoed, noodgeval, meteen, onmiddellijk, zo snel mogelijk, buitengesloten, opgesloten, overstrom*, er is brand,
    gestolen, gewond,
    срочно, немедленно, прямо сейчас, как можно скорее, экстренн*, пожар, затоп*, украли, взломал*,
    терміново, негайно, пожежа, вкрали`),
  anywhere: listed(`
    ด่วน, ฉุกเฉิน, เดี๋ยวนี้, ไฟไหม้, น้ำท่วม, 緊急, 至急, 今すぐ, 火事, 閉じ込め, 盗まれ, 紧急, 马上, 立刻, 着火, 被盗, 漏水,
    긴급, 급해, 급합니다, 당장, عاجل, طارئ, فورا, حريق`),
};

export const HIGH: Cues = {
  words: listed(`
    soon as you can, hurry, still waiting, third time, unacceptable, complaint, lawyer, furious, cant get in,
    cannot get in, cant log in, cannot log in, not working, doesnt work, does not work, is broken, charged twice,
    important, ridiculous,
    no funciona, inaceptable, una queja, importante, sigo esperando, no puedo entrar,
    não funciona, inaceitável, reclamação, ainda estou esperando, não consigo entrar,
    ne marche pas, ne fonctionne pas, inacceptable, plainte, vite, toujours pas,
    funktioniert nicht, geht nicht, inakzeptabel, beschwerde, wichtig, immer noch nicht,
    non funziona, inaccettabile, reclamo, sto ancora aspettando, non riesco a entrare,
    werkt niet, onacceptabel, klacht, belangrijk, nog steeds niet,
    не работает, жалоба, недопустимо, до сих пор, важно, не працює, скарга`),
  anywhere: listed(`
    ใช้ไม่ได้, 動かない, 使えない, 用不了, 不能用, 尽快, 投诉, 안 돼, 안돼요, لا يعمل, شكوى`),
};

/** Thanks alone, without a question, wait for nobody. */
export const THANKS: Cues = {
  words: listed(`
    thanks, thank you, thx, cheers, no worries, gracias, obrigad*, merci, danke, vielen dank, grazie, bedankt, dank je,
    dank u, спасибо, дякую, благодарю`),
  anywhere: listed(`ขอบคุณ, ありがと, 谢谢, 謝謝, 감사, 고마, شكرا`),
};

function listed(cues: string): string[] {
  return cues.split(',').map((cue) => cue.trim());
}
