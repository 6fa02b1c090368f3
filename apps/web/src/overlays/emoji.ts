/** The signs that a front desk uses, by the words that find them. */
const WORDS: Readonly<Record<string, string>> = {
  '🙂': 'smile friendly', '😀': 'grin happy', '😄': 'laugh happy', '😊': 'smile blush thanks', '😉': 'wink', '😍': 'love eyes', '🤩': 'star wow', '😎': 'cool sunglasses',
  '🤔': 'think hmm', '😅': 'sweat phew', '😂': 'joy tears laugh', '🙃': 'upside down', '😬': 'grimace oops', '😮': 'wow surprise', '😢': 'cry sad', '😕': 'confused', '🙏': 'please thanks pray',
  '👍': 'thumbs up yes ok', '👎': 'thumbs down no', '👏': 'clap bravo', '🙌': 'hooray hands', '👋': 'wave hello bye', '🤝': 'handshake deal', '💪': 'strong', '✌️': 'peace', '👌': 'ok perfect',
  '❤️': 'heart love', '💙': 'blue heart', '✨': 'sparkles', '🎉': 'party congratulations tada', '🎂': 'birthday cake', '🎁': 'gift present', '⭐': 'star', '🔥': 'fire hot', '💯': 'hundred',
  '✅': 'check done yes', '❌': 'cross no', '⚠️': 'warning careful', 'ℹ️': 'info', '❓': 'question', '❗': 'exclamation', '⏰': 'alarm clock time', '⏳': 'hourglass wait', '📅': 'calendar date', '📍': 'pin place location',
  '📞': 'phone call', '📧': 'mail e-mail', '💬': 'chat message', '📷': 'camera photo', '📎': 'clip attach', '🔑': 'key access', '🚪': 'door', '🔒': 'lock', '🔓': 'unlock open',
  '⛳': 'golf flag', '🏌️': 'golfer', '🏆': 'trophy win', '🎵': 'music note', '🔊': 'loud speaker volume', '🔇': 'mute silent', '🍽️': 'dinner restaurant', '☕': 'coffee', '🍺': 'beer', '🍷': 'wine', '🥂': 'cheers toast',
  '🏨': 'hotel', '🛏️': 'bed room', '🚗': 'car parking', '✈️': 'plane flight', '☀️': 'sun weather', '🌧️': 'rain weather', '💳': 'card payment', '💰': 'money', '🧾': 'receipt invoice', '🛠️': 'tools fix repair',
};

export const EMOJI = Object.entries(WORDS).map(([piece, words]) => ({ id: piece, label: `${piece}  ${words.split(' ')[0] ?? ''}`, keywords: words, piece }));
