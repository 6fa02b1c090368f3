/**
 * Words of the trade that mean the same at a front desk, in the languages that its guests write: one meaning per group, groups
 * divided by semicolons, words and phrases by commas. Written by hand, for words that a procedure’s author would not think of.
 * A word may stand in several groups. What a business calls its own things belongs into its procedures’ keywords instead.
 */

/** Signing in, doors, codes. */
const ACCESS = `
  password, passcode, pass, pw, pwd, credentials, contraseña, clave, mot de passe, passwort, kennwort, รหัสผ่าน,
    พาสเวิร์ด, パスワード, كلمة المرور, كلمة السر;
  reset, restore, recover, new password, restablecer, recuperar, réinitialiser, zurücksetzen, รีเซ็ต, ตั้งใหม่,
    再設定, リセット, إعادة تعيين;
  sign in, log in, login, logged in, logging in, signing in, signed in, logon, get in to my account,
    iniciar sesión, conectarme, connecter, identifiant, anmelden, einloggen, login name, เข้าสู่ระบบ, ล็อกอิน,
    ログイン, サインイン, تسجيل الدخول;
  account, profile, user, username, member account, cuenta, perfil, compte, profil, konto, mitgliedskonto,
    บัญชี, アカウント, حساب;
  app, application, website, site, web page, webpage, portal, aplicación, sitio web, página web, appli,
    webseite, แอป, เว็บไซต์, アプリ, サイト, تطبيق, موقع الويب;
  e-mail, mail, email address, inbox, correo, adresse mail, courriel, mailadresse, อีเมล, メール, بريد;
  phone number, telephone number, mobile number, número de teléfono, numéro de téléphone, handynummer, เบอร์โทร,
    電話番号, رقم الهاتف;
  verification, verify, activation, confirmation, confirm, two-step, activate, verificación, confirmación,
    vérification, bestätigung, ยืนยัน, 確認コード, تأكيد;
  locked out, blocked, no access, bloqueado, bloqué, gesperrt, ausgesperrt, ถูกล็อก, ロックされ, محظور;
  forgot, forget, forgotten, can't remember, don't remember, olvidé, olvidado, no recuerdo, oublié, vergessen,
    ลืม, จำไม่ได้, 忘れ, نسيت;
  door, gate, entrance door, doors, puerta, porte, tür, türe, ประตู, ドア, 扉, باب, الباب;
  entrance, entry, front door, main door, way in, inside, enter, get in, entrada, entrar, entrée, entrer,
    eingang, hinein, rein, ทางเข้า, เข้าไป, 入口, مدخل, الدخول;
  exit, way out, leave the building, salida, salir, sortie, sortir, ausgang, hinaus, ทางออก, 出口, مخرج;
  code, pin, digits, código, ziffern, รหัส, โค้ด, コード, 暗証番号, 番号, رمز;
  keypad, panel, reader, lock, teclado, cerradura, clavier, serrure, tastatur, schloss, แป้นกด, キーパッド, قفل;
  key card, card key, room card, room key, tarjeta de la habitación, carte de la chambre, zimmerkarte,
    คีย์การ์ด, カードキー, بطاقة الغرفة;
  locked, won't open, does not open, doesn't open, not open, shut, refuses, refused, rejects, rejected, cerrada,
    no abre, fermée, n'ouvre pas, verschlossen, geht nicht auf, เปิดไม่ได้, เปิดไม่ออก, 開きません, 開かない,
    مغلق, لا يفتح;
  left open, wide open, standing open, stands open, ajar, half open, propped open, won't close, doesn't close,
    does not close, not closing, won't shut, doesn't shut, not shutting, abierta, no cierra, ouverte,
    ne ferme pas, ne se ferme, offen, schließt nicht, ปิดไม่สนิท, ปิดไม่ได้, เปิดค้าง, 閉まりません, 閉まらない,
    لا يغلق;
  stuck, jammed, jams, jam, hinge, handle, atascada, coincée, klemmt, ติด, 動かない, عالق;
  outside, standing outside, in front, freezing, waiting in front, afuera, fuera, dehors, devant, draußen,
    vor der tür, ข้างนอก, หน้าประตู, 外, خارج;
  back, rear, back door, behind, trasera, derrière, hinten, ด้านหลัง, 裏, خلفي;
  alarm, siren, beep, beeping, buzz, buzzes, alarma, alarme, สัญญาณ, 警報, إنذار;
`;

/** Simulators, rooms, what does not work. */
const TECHNOLOGY = `
  simulator, sim, simulators, golf machine, simulador, simulateur, ซิมูเลเตอร์, シミュレーター, المحاكي;
  bay, box, booth, lane, bahía, baie, cabina, เบย์, ベイ, ملعب;
  computer, machine, pc, software, windows, program, system, ordenador, rechner, เครื่อง, คอมพิวเตอร์, パソコン,
    機械, جهاز, الجهاز;
  frozen, freeze, froze, frozen screen, hangs, hung, hanging, stuck on, stopped reacting, does nothing,
    not responding, unresponsive, dead, died, crashed, crash, crashes, congelado, no responde, bloqué, plante,
    figé, abgestürzt, eingefroren, ค้าง, ดับ, 固まって, フリーズ, 止まって, متوقف, لا يستجيب;
  restart, reboot, reset the computer, turn off and on, reiniciar, redémarrer, neustart, รีสตาร์ท, 再起動,
    إعادة تشغيل;
  start, does not start, won't start, boot, turn on, won't turn on, loading, load, loads, arranca, arrancar,
    démarre, démarrer, startet, starten, เปิดเครื่อง, โหลด, 起動, يبدأ;
  screen, display, monitor, wall, picture, image, projection, projector, beamer, pantalla, imagen, écran,
    projecteur, leinwand, bildschirm, bild, จอ, ภาพ, 画面, 映像, プロジェクター, شاشة;
  flickers, flicker, flickering, blink, blinks, blinking, flashing, flashes, goes dark, parpadea, clignote,
    flackert, blinkt, กระพริบ, ちらつ, チカチカ, يومض;
  blurry, out of focus, upside down, shifted, dark picture, colours, borrosa, floue, unscharf, เบลอ, ぼやけ,
    ضبابي;
  ball, balls, bola, pelota, balle, bälle, ลูกกอล์ฟ, ลูก, ボール, كرة;
  shot, shots, hit, hits, swing, swings, stroke, putt, putts, drive, drives, golpe, coup, coups, schlag,
    schläge, ตี, ショット, スイング, ضربة;
  detect, detected, not detected, register, registered, recognised, recognise, pick up my, count, counts,
    counted, tracking, sensor, radar, missed, read, detecta, capteur, détectée, erkannt, gezählt, ตรวจจับ, 認識,
    センサー, 反応, يكتشف;
  delay, delayed, lag, lags, seconds late, slow, retraso, décalage, verzögerung, หน่วง, 遅延, تأخر;
  error, fault, bug, broken, doesn't work, not working, not work, defect, does not work, no funciona, avería,
    en panne, ne marche pas, ne fonctionne pas, kaputt, defekt, geht nicht, funktioniert nicht, เสีย, ใช้ไม่ได้,
    ไม่ทำงาน, 故障, 壊れ, 動きません, 使えません, لا يعمل, عطل;
  wifi, wi-fi, internet, network, connection, online, signal, wlan, streaming, conexión, réseau, connexion,
    netz, ไวไฟ, อินเทอร์เน็ต, เน็ต, ネット, 接続, إنترنت, واي فاي;
  room, hotel room, our room, my room, habitación, chambre, zimmer, hotelzimmer, ห้อง, ห้องพัก, 部屋, お部屋,
    غرفة, الغرفة;
  air conditioning, ac, aircon, a/c, cooling, air con, cooler, too hot, degrees, aire acondicionado,
    climatisation, clim, klimaanlage, แอร์, ไม่เย็น, エアコン, 冷房, التكييف, مكيف;
  heating, heater, radiator, too cold, freezing cold, warm, calefacción, chauffage, heizung, ฮีตเตอร์, 暖房,
    تدفئة;
  water, hot water, shower, tap, faucet, bath, bathroom, sink, drain, toilet, washroom, agua, ducha, baño,
    grifo, eau, douche, robinet, wasser, dusche, wasserhahn, bad, น้ำ, ห้องน้ำ, ฝักบัว, シャワー, トイレ, お湯,
    ماء, دش, حمام;
  leak, leaking, drip, drips, dripping, clogged, blocked toilet, flooded, wet floor, gotea, fuit, tropft,
    verstopft, รั่ว, ตัน, 漏れ, يسرب;
  light, lamp, lamps, bulb, lights, luz, lámpara, lumière, lampe, licht, ไฟ, โคมไฟ, 電気, 照明, مصباح;
  television, tv, remote, remote control, channels, télé, fernseher, โทรทัศน์, ทีวี, テレビ, تلفاز;
  technician, engineer, repair, fix, someone to look, reparar, technicien, réparer, techniker, reparieren, ช่าง,
    ซ่อม, 修理, فني, إصلاح;
  power, power cut, electricity, lights out, lights went out, outage, electricidad, courant, panne de courant,
    strom, stromausfall, ไฟดับ, 停電, كهرباء;
`;

/** Booking, staying, coming late, opening hours. */
const PLANS = `
  clubs, club set, set of clubs, sticks, irons, iron, driver, putter, gear, equipment, set, palos,
    clubs de golf, schläger, ไม้กอล์ฟ, クラブ, مضارب;
  rent, rental, hire, borrow, lend, lending, use yours, loan, alquilar, alquilan, prestar, louer, emprunter,
    prêter, leihen, ausleihen, mieten, เช่า, ยืม, レンタル, 借り, استئجار, استعارة;
  left-handed, lefty, left hand, leftie, zurdo, zurdos, gaucher, gauchers, linkshänder, ถนัดซ้าย, 左利き, أعسر;
  children, child, kid, kids, junior, son, daughter, boy, girl, niños, hijo, enfants, enfant, kinder, kind,
    เด็ก, ลูกชาย, 子供, 子ども, أطفال, طفل;
  book, reserve, reservation, booking, put us down, reservar, reserva, réserver, réservation, buchen, buchung,
    reservieren, reservierung, จอง, 予約, حجز, احجز;
  free, available, availability, vacancy, vacant, any left, times left, anything left, space, open slot, libre,
    disponible, disponibilidad, frei, verfügbar, ว่าง, 空いて, 空き, 空室, متاح, متاحة, شاغر;
  slot, time slot, tee time, session, hour, hours to play, turno, hora, créneau, séance, heure, stunde, termin,
    ชั่วโมง, 時間, ساعة;
  play, come and play, practise, hit balls, golf, jugar, jouer, spielen, เล่น, ตีกอล์ฟ, プレー, لعب, نلعب;
  tonight, this evening, this afternoon, later today, esta noche, ce soir, heute abend, คืนนี้, 今夜, الليلة;
  group, groups, people, persons, guests, colleagues, team, department, friends, staff, firm, grupo, personas,
    invitados, groupe, personnes, invités, gruppe, leute, personen, gäste, คน, กลุ่ม, 名, 人数, グループ, أشخاص,
    مجموعة;
  company, corporate, business, firm, office, department, work do, client, clients, empresa, entreprise,
    société, firma, unternehmen, บริษัท, 会社, 法人, شركة;
  event, function, celebration, celebrate, party, venue, host, reception, gathering, evento, fiesta, celebrar,
    fête, fêter, événement, soirée d'entreprise, feier, feiern, veranstaltung, firmenfeier, งานเลี้ยง, จัดงาน,
    ปาร์ตี้, パーティー, イベント, 宴会, حفلة, مناسبة;
  birthday, anniversary, anniversaire, geburtstag, วันเกิด, 誕生日, عيد ميلاد;
  wedding, engagement, bachelor, bachelorette, boda, mariage, hochzeit, junggesellenabschied, แต่งงาน, 結婚式,
    زفاف;
  food, catering, drinks, menu, buffet, comida, bebida, nourriture, boissons, essen, getränke, อาหาร, 食事,
    طعام;
  night, nights, overnight stay, noche, noches, nuit, nuits, nacht, nächte, คืน, 泊, 一泊, 宿泊, ليلة, ليال;
  double, double room, twin, single, suite, family room, king, bed, beds, doble, individual, lit, doppelzimmer,
    einzelzimmer, bett, เตียงคู่, ダブル, ツイン, シングル, مزدوجة, عائلية;
  stay, staying, arrive and leave, arriving, arrival, hospedarnos, séjour, séjourner, aufenthalt, übernachten,
    übernachtung, พัก, เข้าพัก, 滞在, إقامة, إقامتنا;
  breakfast, desayuno, petit déjeuner, frühstück, อาหารเช้า, 朝食, إفطار;
  check-in, checking in, early room, room ready, into the room, registro, enregistrement, einchecken, anreise,
    เช็คอิน, チェックイン, 入れますか, تسجيل الوصول;
  check-out, checkout, checking out, checked out, check out, departure, departure day, abreise, abreisetag,
    auschecken, départ, salida del hotel, เช็คเอาท์, チェックアウト, المغادرة;
  flight, plane, airport, land, lands, landing, vuelo, avión, vol, avion, aéroport, flug, flugzeug, flughafen,
    เที่ยวบิน, เครื่องบิน, สนามบิน, 飛行機, 空港, 便, رحلة, طائرة, مطار;
  luggage, bags, suitcase, suitcases, baggage, maletas, equipaje, bagages, valises, gepäck, koffer,
    กระเป๋าเดินทาง, สัมภาระ, 荷物, أمتعة, حقائب;
  early, earlier, morning arrival, before noon, temprano, antes, tôt, plus tôt, früh, früher, เร็ว, เช้า, 早め,
    早朝, مبكر, مبكرا;
  extend, extension, longer, one more, another hour, another night, additional, extra, add, prolongar, ampliar,
    prolonger, rester plus, verlängern, ต่อเวลา, เพิ่ม, 延長, تمديد;
  move, change, reschedule, shift, switch, swap, postpone, push back, pull forward, another day, different day,
    different time, another time, instead of, other date, cambiar, mover, aplazar, changer, décaler, déplacer,
    reporter, ändern, verschieben, verlegen, umbuchen, เลื่อน, เปลี่ยน, 変更, ずらし, تغيير, تأجيل, نقل;
  wrong day, meant the, by mistake booked, día equivocado, mauvaise date, falscher tag, falsches datum, ผิดวัน,
    日付を間違え, التاريخ الخطأ;
  cancel, cancellation, cancelled booking, call off, scrap, drop, bail, delete, take us off, can't make it,
    cannot make it, not make it, won't make it, can't come, cannot come, won't come, won't be coming, cancelar,
    anular, no podemos ir, annuler, annulation, stornieren, storno, absagen, ยกเลิก, キャンセル, 取り消し,
    إلغاء, الغاء;
  late, running late, delayed, behind, minutes behind, traffic, jam on the road, accident, held up, on our way,
    on the way, be there soon, past the hour, tarde, retraso, tráfico, en retard, retard, bouchons, spät,
    verspäten, verspätung, stau, สาย, รถติด, ช้า, 遅れ, 遅刻, 渋滞, متأخر, تأخير, زحمة;
  keep our place, keep our bay, hold our bay, give away, hold it for us, guardar el turno, garder notre place,
    freihalten, เก็บไว้ให้, 取っておいて, احتفظوا;
  open, opening, opened, opens, open today, abrir, abren, abierto, ouvert, ouverts, ouvrez, geöffnet,
    offen haben, aufmachen, เปิด, 営業, 開い, 開き, تفتح, تفتحون, مفتوح;
  close, closes, closed, closing, shut down, latest, cerrar, cierran, fermé, fermez, ferme, schließen,
    geschlossen, ปิด, 閉まる, 閉店, تغلق, مغلقون;
  opening hours, hours, business hours, times, timetable, schedule, horario, horarios, horaires, öffnungszeiten,
    เวลาทำการ, 営業時間, ساعات العمل, أوقات;
  what time, when, until when, till when, how late, from when, how early, a qué hora, hasta qué hora,
    à quelle heure, jusqu'à quelle heure, wann, wie lange, bis wann, กี่โมง, เมื่อไหร่, 何時, いつまで, متى,
    كم الساعة;
  holiday, holidays, christmas, new year, easter, bank holiday, thanksgiving, festivo, navidad, férié, noël,
    pâques, feiertag, weihnachten, ostern, วันหยุด, ปีใหม่, 祝日, 休日, 正月, عطلة, عيد;
  weekend, saturday or sunday, sundays, saturdays, weekday, fin de semana, week-end, wochenende, สุดสัปดาห์,
    เสาร์อาทิตย์, 週末, 日曜, عطلة نهاية الأسبوع;
  pool, swim, swimming, piscina, nadar, piscine, nager, schwimmbad, schwimmen, สระว่ายน้ำ, ว่ายน้ำ, プール,
    مسبح;
  gym, fitness, spa, sauna, gimnasio, salle de sport, ฟิตเนส, ジム, نادي;
  staff, someone there, desk, front desk, reception, receptionist, recepción, réception, accueil, rezeption,
    empfang, พนักงาน, แผนกต้อนรับ, スタッフ, フロント, موظف, استقبال;
`;

/** Paying, memberships. */
const MONEY = `
  charge, charged, billed, bill, debit, debited, withdrawn, deducted, payment, paid, took money,
    taken from my card, invoice, receipt, cobrar, cobro, cobraron, cargo, pago, débité, débitée, prélevé,
    paiement, facture, abgebucht, abbuchung, bezahlt, zahlung, rechnung, ตัดเงิน, จ่าย, เก็บเงิน, 請求, 支払い,
    引き落とし, خصم, دفعت, فاتورة;
  twice, two times, double, doubled, again, duplicate, second time, once too often, same amount, dos veces,
    doble, duplicado, deux fois, en double, zweimal, doppelt, สองครั้ง, ซ้ำ, 二重, 二回, مرتين, مكرر;
  card, credit card, bank, bank statement, statement, bank account, tarjeta, banco, carte bancaire, banque,
    relevé, kreditkarte, konto auszug, bankkonto, บัตร, ธนาคาร, カード, 銀行, بطاقة, بنك;
  refund, refunded, money back, my money, give back, get back, something back, reimburse, reimbursed,
    reimbursement, reembolso, reembolsar, reembolsen, devolver, devolución, devuelvan, rembourser,
    remboursement, remboursé, erstatten, erstattung, erstattet, geld zurück, คืนเงิน, เงินคืน, 返金, 払い戻し,
    استرداد, استرجاع;
  compensation, credit, credits, credited, discount for the trouble, goodwill, compensación, bono,
    dédommagement, avoir, entschädigung, gutschrift, ชดเชย, 補償, تعويض;
  lost time, cut short, minutes lost, half the time, barely, only half, hardly played, could not play,
    couldn't play, never worked, tiempo perdido, no pudimos jugar, temps perdu, interrompue, verlorene zeit,
    nicht spielen, เล่นไม่ได้, プレーできな, لم نتمكن;
  price, prices, cost, costs, how much, rate, rates, fee, fees, tariff, expensive, what do you charge, cheaper,
    precio, precios, cuesta, cuánto, tarifa, prix, tarif, tarifs, combien, coûte, preis, preise, kostet, kosten,
    teuer, ราคา, เท่าไหร่, กี่บาท, 料金, 値段, いくら, سعر, كم, تكلفة;
  discount, reduced, student, students, university, senior, seniors, deal, deals, offer, cheaper, off-peak,
    descuento, estudiante, réduction, étudiant, rabatt, ermäßigung, studenten, ส่วนลด, นักศึกษา, 割引, 学生,
    خصم الطلاب, طالب;
  membership, member, members, join, joining, become a member, subscription, subscribe, plan, tier, monthly,
    silver, gold, membresía, socio, plan mensual, abonnement, adhésion, membre, mitgliedschaft, mitglied, abo,
    สมาชิก, 会員, メンバー, عضوية, اشتراك, عضو;
  voucher, vouchers, gift card, gift certificate, present, tarjeta de regalo, bon cadeau, gutschein,
    บัตรของขวัญ, ギフト券, قسيمة;
  pause, freeze my, on hold, suspend, stop paying, take a break, a break, pausar, congelar, suspender,
    suspendre, pausieren, aussetzen, ruhen, พัก, หยุดชั่วคราว, 休会, إيقاف مؤقت, إيقاف;
  quit, end my, terminate, stop my, leave the club, unsubscribe from the plan, notice period, contract,
    take me off, moving away, darme de baja, dar de baja, résilier, résiliation, kündigen, kündigung, ลาออก,
    เลิกเป็นสมาชิก, 退会, 解約, إنهاء;
  injury, injured, surgery, broken leg, broken arm, wrist, knee, ill, sick, lesión, operación, blessure,
    opération, verletzung, verletzt, บาดเจ็บ, ผ่าตัด, 怪我, 手術, إصابة, جراحة;
  downgrade, cheaper plan, lower plan, back to silver, change my plan, cambiar de plan, changer de formule,
    tarif wechseln, ลดแพ็กเกจ, プラン変更, تخفيض;
  upgrade, better plan, bigger plan, switch to gold, subir de plan, อัปเกรด, アップグレード, ترقية;
`;

/** Lost things, displeasure, music, parking. */
const CARE = `
  lost, lost property, lose, losing, missing, gone, mislaid, can't find, cannot find, not find, disappeared,
    perdido, perdí, perdu, égaré, verloren, weg, หาย, ทำหาย, なくし, 紛失, فقدت, ضاع, مفقود;
  left behind, left my, left our, left a, left it, leave my, forgot my, behind in, still in the room, still at,
    still lies, under the bench, dejé, me dejé, laissé, liegen lassen, liegt noch, liegengelassen, ลืมไว้,
    置き忘れ, 忘れ物, تركت;
  found, find, handed in, seen, picked up, somebody's, encontrado, encontraron, trouvé, retrouvé, gefunden, เจอ,
    พบ, เก็บได้, 見つかり, 拾い, وجدتم, عثرتم, وجدت;
  belongings, jacket, coat, hoodie, sweater, shirt, cap, hat, glove, gloves, scarf, shoes, sunglasses, glasses,
    watch, ring, earring, necklace, bracelet, wallet, purse, bag, backpack, umbrella, phone, mobile, charger,
    headphones, airpods, keys, tablet, book, bottle, toy, passport, chaqueta, gorra, guante, gafas, cartera,
    bolso, cargador, llaves, manteau, veste, lunettes, portefeuille, sac, chargeur, clés, gant, jacke, mütze,
    handschuh, brille, geldbeutel, tasche, ladekabel, schlüssel, เสื้อ, หมวก, ถุงมือ, แว่น, กระเป๋า, สายชาร์จ,
    โทรศัพท์, กุญแจ, 帽子, 手袋, 眼鏡, 財布, 充電器, 傘, 鍵, 携帯, محفظة, نظارة, شاحن, حقيبة, مفاتيح, قبعة;
  post, mail it, send it to me, ship, pick it up, collect, come by for, enviar por correo, envoyer, abholen,
    nachsenden, zuschicken, ส่งให้, มารับ, 送って, 受け取り, إرسال;
  complaint, complain, dissatisfied, unhappy, not happy, disappointed, disappointing, unacceptable,
    not acceptable, shameful, disgrace, outrageous, ashamed, terrible, awful, horrible, worst, never again,
    queja, quejarme, descontento, decepcionado, inaceptable, réclamation, plainte, déçu, déçue, inadmissible,
    mécontent, beschwerde, beschweren, enttäuscht, unverschämt, frechheit, unmöglich, ร้องเรียน, ผิดหวัง,
    แย่มาก, 苦情, クレーム, 残念, ひどい, شكوى, غير راض, سيئ, محبط;
  manager, boss, in charge, supervisor, owner, responsible, gerente, encargado, responsable, directeur, chef,
    geschäftsführer, leiter, ผู้จัดการ, 責任者, 店長, مدير, المدير, المسؤول;
  rude, unfriendly, impolite, shouted, swearing, swore, attitude, ignored, unwelcome, treated, maleducado,
    grosero, trato, impoli, désagréable, unfreundlich, behandelt, grob, ไม่สุภาพ, พูดจาไม่ดี, 失礼, 対応, وقح,
    معاملة;
  dirty, filthy, disgusting, unclean, mess, smelled, smells, smoke, cockroaches, cans, sucio, sucia, sale,
    saleté, dreckig, schmutzig, verdreckt, สกปรก, 汚い, 汚れ, قذر, وسخ;
  noise, noisy, shouting, neighbours, could not sleep, couldn't sleep, loud at night, ruido, bruit, lärm,
    laut in der nacht, เสียงรบกวน, うるさい, 騒音, ضوضاء;
  music, tunes, songs, track, tracks, song, sound, playlist, radio, música, canción, musique, chanson, son,
    musik, lied, เพลง, ดนตรี, 音楽, 曲, موسيقى, الموسيقى;
  loud, too loud, blasting, deafening, can't hear, cannot hear, hear each other, hear myself,
    noise of the music, fuerte, alta, trop fort, trop forte, laut, ดัง, 音が大きい, عال, مرتفع;
  turn down, turn it down, lower, quieter, softer, less loud, reduce, bajar, más bajo, baisser, moins fort,
    leiser, runterdrehen, ลดเสียง, เบาลง, 小さく, 下げて, خفض, اخفض;
  turn up, turn it up, louder, a bit more volume, raise, subir, más alto, monter, plus fort, lauter, hochdrehen,
    เพิ่มเสียง, ดังขึ้น, 大きく, 上げて, رفع;
  volume, sound level, volumen, le son, lautstärke, ระดับเสียง, 音量, صوت, الصوت;
  style, genre, jazz, techno, acoustic, calmer, calm, upbeat, relaxing, slower, other music, different music,
    tranquilo, calme, ruhigeres, แจ๊ส, ジャズ, 静かな曲, هادئة;
  silent, silence, no sound, no music, music stopped, stopped playing, went off, switched off, off since,
    not playing, silencio, no suena, no hay música, plus de musique, stumm, keine musik, läuft nicht, เงียบ,
    ไม่มีเสียง, ไม่ได้ยิน, เพลงดับ, 音が出な, 聞こえな, صامت, توقفت, لا صوت;
  speaker, speakers, loudspeaker, loudspeakers, sound system, amplifier, ceiling, altavoz, altavoces,
    haut-parleur, enceinte, lautsprecher, boxen, ลำโพง, スピーカー, مكبر, سماعات;
  crackling, static, crackle, humming, hum, cuts out, cutting out, skipping, skip, interrupted, se corta,
    grésille, coupe, knistert, rauscht, ซ่า, ขาดๆหายๆ, 雑音, 途切れ, تشويش, ينقطع;
  terrace, rooftop, lobby, lounge, restaurant, bar, terraza, vestíbulo, terrasse, hall, dach, ดาดฟ้า, รูฟท็อป,
    ล็อบบี้, ร้านอาหาร, ロビー, レストラン, テラス, بهو, مطعم;
  parking, park, parked, car park, parking lot, garage, parking space, aparcar, aparcamiento, estacionamiento,
    stationner, stationnement, parken, parkplatz, parkplätze, abstellen, จอดรถ, ที่จอดรถ, 駐車, 駐車場, موقف,
    مواقف;
  car, cars, vehicle, van, bus we come with, coche, carro, voiture, auto, wagen, รถยนต์, 車, سيارة, سيارات;
  plate, licence plate, license plate, registration number, matrícula, plaque, kennzeichen, ทะเบียน,
    ナンバープレート, لوحة;
  parking ticket, fine, penalty, multa, amende, contravention, strafzettel, knöllchen, ใบสั่ง, 違反, مخالفة;
  electric car, charging station, charger for cars, ev, coche eléctrico, voiture électrique, borne, elektroauto,
    ladesäule, รถไฟฟ้า, 電気自動車, سيارة كهربائية;
`;

/** Days and hours, how many come, service, what a house has and allows. */
const AROUND = `
  monday, tuesday, wednesday, thursday, friday, saturday, sunday, mondays, fridays, lunes, martes, miércoles,
    jueves, viernes, sábado, domingo, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche, montag,
    dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, วันจันทร์, วันอังคาร, วันพุธ, วันพฤหัส, วันศุกร์,
    วันเสาร์, วันอาทิตย์, 月曜, 火曜, 水曜, 木曜, 金曜, 土曜, 日曜, الاثنين, الثلاثاء, الأربعاء, الخميس, الجمعة, السبت, الأحد;
  o'clock, noon, midday, midnight, pm, 1am, 2am, 3am, 4am, 5am, 6am, 7am, 8am, 9am, 10am, 11am, 12am, 1pm, 2pm,
    3pm, 4pm, 5pm, 6pm, 7pm, 8pm, 9pm, 10pm, 11pm, 12pm, mediodía, medianoche, midi, minuit, uhr, mittags,
    mitternacht, โมง, ทุ่ม, เที่ยง, 時から, 時に, 正午, الظهر;
  next week, next month, day after tomorrow, mañana, demain, semaine prochaine, morgen, nächste woche,
    übermorgen, พรุ่งนี้, สัปดาห์หน้า, 明日, 来週, غدا;
  two of us, three of us, four of us, for two, for three, for four, for five, for six, for 2, for 3, for 4, for
    5, for 6, players, pax, couple, para dos, para tres, para cuatro, pour deux, pour trois, pour quatre, für
    zwei, für drei, für vier, ท่าน, 人で, 名で, لشخصين;
  wait, waited, waiting, queue, esperar, esperando, attendre, attendu, attente, warten, gewartet, รอ, 待っ, 待ち,
    انتظار, انتظرنا;
  wrong, incorrect, mistake, mix-up, equivocado, incorrecta, incorrecto, faux, erreur, falsch, falsche, fehler,
    irrtum, ผิด, 間違, 誤っ, خطأ, بالخطأ;
  never arrived, did not arrive, didn't arrive, not arriving, doesn't arrive, not received, didn't receive,
    didn't get, never got, never came, no llega, no me llega, no recibí, pas reçu, n'arrive pas, nicht bekommen,
    nicht angekommen, kommt nicht an, ไม่ได้รับ, ไม่เข้า, 届かない, 届きません, لم يصل, لم تصل;
  expired, expire, out of date, caducado, expiré, abgelaufen, หมดอายุ, 期限切れ, منتهية;
  service, waiter, waitress, barman, bartender, housekeeping, cleaner, cleaning, servicio, camarero, limpieza,
    serveur, ménage, kellner, bedienung, reinigung, บริการ, แม่บ้าน, サービス, 清掃, خدمة, نادل;
  pillow, pillows, towel, towels, blanket, sheets, safe, minibar, fridge, kettle, hairdryer, curtain, curtains,
    window, balcony, wardrobe, almohada, toalla, manta, ventana, oreiller, serviette, couverture, fenêtre,
    rideau, kissen, handtuch, bettdecke, fenster, vorhang, หมอน, ผ้าเช็ดตัว, หน้าต่าง, 枕, タオル, 窓, 金庫, منشفة,
    وسادة, نافذة;
  dinner, lunch, meal, meals, kitchen, cena, almuerzo, dîner, déjeuner, repas, abendessen, mittagessen,
    อาหารเย็น, อาหารกลางวัน, 夕食, 昼食, عشاء, غداء;
  included, include, includes, benefits, perks, options, packages, difference between, compare, incluye,
    incluido, ventajas, compris, inclus, avantages, inklusive, enthalten, vorteile, รวม, สิทธิพิเศษ, 含ま, 特典,
    يشمل, مزايا;
  address, location, located, directions, find you, where are you, get there, map, dirección, ubicación, dónde
    están, où êtes-vous, plan d'accès, wo seid ihr, anfahrt, adresse, ที่อยู่, ที่ตั้ง, 住所, 行き方, العنوان,
    موقعكم;
  allowed, permitted, policy, rules, dress code, bring our own, bring my own, permitido, normas, autorisé,
    règlement, erlaubt, mitbringen, regeln, อนุญาต, 持ち込み, 規則, مسموح;
  dog, dogs, pet, pets, cat, perro, mascota, chien, animaux, hund, haustier, สุนัข, สัตว์เลี้ยง, ペット, 犬, كلب;
  lesson, lessons, coach, coaching, instructor, teach, beginner, beginners, clase, clases, profesor, cours,
    débutant, unterricht, kurs, trainer, anfänger, สอน, เรียน, レッスン, 初心者, درس, مدرب;
  bus, train, taxi, cab, shuttle, metro, subway, station, autobús, tren, gare, navette, zug, bahn, bahnhof,
    รถบัส, แท็กซี่, バス, 電車, タクシー, 駅, حافلة, قطار, تاكسي;
  wheelchair, step-free, lift, elevator, stairs, silla de ruedas, ascensor, fauteuil roulant, ascenseur,
    rollstuhl, aufzug, รถเข็น, ลิฟต์, 車椅子, エレベーター, كرسي متحرك, مصعد;
  euro, euros, dollar, dollars, baht, pounds, yen, dirham, eur, usd, thb, บาท, 円, ドル, ユーロ, درهم, يورو;
  stolen, theft, police, robbed, robado, policía, volé, vol, police, gestohlen, polizei, ขโมย, ตำรวจ, 盗まれ, 警察,
    سرقة, شرطة;
`;

/** Groups of words with one meaning each. */
export const CONCEPTS: readonly (readonly string[])[] = [
  ACCESS,
  TECHNOLOGY,
  PLANS,
  MONEY,
  CARE,
  AROUND,
]
  .flatMap((theme) => theme.split(';'))
  .map((group) =>
    group
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  )
  .filter((group) => group.length > 0);
