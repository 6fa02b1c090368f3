import { describe, expect, it } from 'vitest';
import { portPair, SteppedPorts } from './port-pair.ts';

type Said = { readonly text: string };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a pair of ports', () => {
  it('carries clones in order, never before the sender is done, and keeps what nobody listens to yet', async () => {
    const { near, far } = portPair<Said, Said>();
    const heard: Said[] = [];
    const said = { text: 'one' };
    near.post(said);
    near.post({ text: 'two' });
    said.text = 'changed since';
    await turn();
    far.listen((message) => heard.push(message));
    near.post({ text: 'three' });
    expect(heard).toEqual([{ text: 'one' }, { text: 'two' }]);
    await turn();
    expect(heard.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('closed at one end, hears nothing more there; what was posted before still arrives', async () => {
    const { near, far } = portPair<Said, Said>();
    const heard: Said[] = [];
    far.listen((message) => heard.push(message));
    near.listen((message) => heard.push(message));
    near.post({ text: 'goodbye' });
    near.close();
    near.post({ text: 'too late' });
    far.post({ text: 'to nobody' });
    await turn();
    expect(heard).toEqual([{ text: 'goodbye' }]);
  });
});

describe('stepped ports', () => {
  it('deliver one message at a time, in either direction', () => {
    const ports = new SteppedPorts<Said, Said>();
    const heard: string[] = [];
    ports.far.listen(({ text }) => heard.push(`far ${text}`));
    ports.near.listen(({ text }) => heard.push(`near ${text}`));
    ports.near.post({ text: '1' });
    ports.near.post({ text: '2' });
    ports.far.post({ text: '3' });
    expect(ports.waiting).toEqual({ toFar: 2, toNear: 1 });
    expect([ports.step('toNear'), ports.step('toFar'), ports.step('toNear')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(heard).toEqual(['near 3', 'far 1']);
    ports.cut();
    ports.near.post({ text: '4' });
    expect([ports.step('toFar'), ports.waiting]).toEqual([false, { toFar: 0, toNear: 0 }]);
  });
});
