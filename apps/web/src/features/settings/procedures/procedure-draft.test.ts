import { ACTION_TYPES } from '@frontdesk/core/sops/actions';
import { describe, expect, it } from 'vitest';
import { moved } from '../parts/ordered.ts';
import {
  changedFields,
  complaintsOf,
  draftOf,
  fieldsOf,
  newAction,
  unknownVariables,
} from './procedure-draft.ts';

const fields = fieldsOf({ ...draftOf(), title: ' Reset ' });

describe('a procedure while it is written', () => {
  it('is sent without empty steps and spaces around its words', () => {
    expect(fields).toMatchObject({ title: 'Reset', steps: [] });
  });

  it('sends only what has changed', () => {
    expect(changedFields(fields, { ...fields, steps: ['Ask'] })).toEqual({ steps: ['Ask'] });
    expect(changedFields(fields, { ...fields })).toEqual({});
  });

  it('says what is missing by the server’s own field names', () => {
    const actions = ACTION_TYPES.map(newAction);
    const complaints = complaintsOf({ ...fields, title: '', actions });
    const whole = actions.findIndex(({ type }) => type === 'set_status');
    expect(Object.keys(complaints)).toHaveLength(actions.length);
    expect(complaints).toHaveProperty('title');
    expect(complaints).not.toHaveProperty(`actions.${whole}`);
  });

  it('knows the variables that are never filled in', () => {
    expect(unknownVariables('Hi {{contact.firstName}}, code {{door.code}}')).toEqual(['door.code']);
  });
});

it('an item moves within its list and not beyond', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
});
