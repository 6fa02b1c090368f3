import { describe, expect, it } from 'vitest';
import { renderTemplate } from './template.ts';

describe('a template', () => {
  it('is filled with what is known', () => {
    expect(
      renderTemplate('Hi {{contact.name}}, {{ inbox.name }}', {
        'contact.name': 'Ada',
        'inbox.name': 'Club',
      }),
    ).toEqual({ text: 'Hi Ada, Club', missing: [] });
  });

  it('names what has no value, once, and leaves it to be seen', () => {
    const rendered = renderTemplate('{{contact.email}} {{contact.email}} {{door.code}}', {
      'contact.email': null,
    });
    expect(rendered.missing).toEqual(['contact.email', 'door.code']);
    expect(rendered.text).toContain('{{door.code}}');
  });

  it('never fills in what a value brings along', () => {
    const rendered = renderTemplate('Hi {{contact.name}}', {
      'contact.name': '{{contact.email}} $& $1',
      'contact.email': 'secret@club.test',
    });
    expect(rendered.text).toBe('Hi {{contact.email}} $& $1');
  });

  it('takes no variable from an object’s ancestry', () => {
    expect(renderTemplate('{{constructor}}', {}).missing).toEqual(['constructor']);
  });
});
