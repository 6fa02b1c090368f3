import { describe, expect, it } from 'vitest';
import { previewImport } from './import-preview.ts';

const HERE = [{ name: 'password_reset' }, { name: 'refund_request' }];

describe('the preview of an import', () => {
  it('says what a CSV file adds, replaces and leaves', () => {
    const csv =
      'text,intent\r\n"It says ""wrong"", again,\nand again",Password reset\nMove it,booking_change\nMove,booking_change';
    expect(previewImport('intents.csv', csv, HERE)).toEqual({
      examples: 3,
      fresh: ['booking_change'],
      replaced: ['password_reset'],
      untouched: 1,
    });
  });

  it('reads semicolons, columns in another order, and no header at all', () => {
    expect(previewImport('a.csv', 'category;text\nopening;When', HERE)?.fresh).toEqual(['opening']);
    expect(previewImport('a.csv', 'When do you open?,opening', HERE)?.fresh).toEqual(['opening']);
  });

  it('counts the examples of a JSON file', () => {
    const json = JSON.stringify({ intents: [{ name: 'refund_request', examples: ['a', 'b'] }] });
    expect(previewImport('intents.json', json, HERE)).toMatchObject({ examples: 2, fresh: [] });
  });

  it('names intents as the server will', () => {
    const json = JSON.stringify({
      intents: [
        { name: 'Réservation', examples: ['a'] },
        { name: 'reservation ', examples: ['b', 'c'] },
        { name: '…', examples: ['d'] },
      ],
    });
    expect(previewImport('intents.json', json, [{ name: 'reservation' }])).toEqual({
      examples: 3,
      fresh: [],
      replaced: ['reservation'],
      untouched: 0,
    });
  });

  it('is none for a file without intents', () => {
    expect(previewImport('a.json', '{"intents": [', HERE)).toBeNull();
    expect(previewImport('a.csv', '', HERE)).toBeNull();
  });
});
