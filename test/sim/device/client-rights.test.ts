import { describe, expect, it } from 'vitest';
import { decodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { benchOf, CURRENT_ASSOCIATION, type DeviceName, deviceNames, listed } from './listed.ts';

/** What a client may write (/attribute) and call (:method), object by object. */
function changeable(name: DeviceName, sap: 16 | 2 | 1): readonly string[] {
  const list = listed(benchOf(name).associate(sap).read(15, CURRENT_ASSOCIATION, 2));
  return list.flatMap((object) => {
    const written = object.attributes.filter(({ mode }) => mode > 1).map(({ index }) => ` /${index}`);
    const called = object.methods.filter(({ mode }) => mode > 0).map(({ index }) => ` :${index}`);
    const members = [...written, ...called].join('');
    return members === '' ? [] : [`${object.name}${members}`];
  });
}

function butNot(some: readonly string[], others: readonly string[]): readonly string[] {
  return some.filter((object) => !others.includes(object));
}

describe('SMETS1 clients', () => {
  it('the public client sees identification, invocation counters and clock only', () => {
    const list = listed(benchOf('esme').associate(16).read(15, CURRENT_ASSOCIATION, 2));
    expect(list.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "0.0.42.0.0.255",
        "0.0.96.1.0.255",
        "0.0.96.1.1.255",
        "0.0.96.1.2.255",
        "0.0.96.1.3.255",
        "1.0.0.2.0.255",
        "0.0.43.1.2.255",
        "0.0.43.1.1.255",
        "0.0.41.0.0.255",
        "0.0.40.0.0.255",
        "0.0.40.0.16.255",
        "0.0.40.0.2.255",
        "0.0.40.0.1.255",
        "1.0.0.2.8.255",
        "0.0.1.0.0.255",
      ]
    `);
  });

  it.each(deviceNames)('%s: the public client changes nothing', (name) => {
    expect(changeable(name, 16)).toEqual([]);
  });

  it.each(['hub', 'esme', 'gsme'] as const)(
    '%s: image transfer and the keys of the non-critical client are for both',
    (name) => {
      const both = ['0.0.40.0.0.255 :1', '0.0.43.0.2.255 :1 :2'];
      expect(changeable(name, 2)).toEqual(expect.arrayContaining([...both, '0.0.44.0.0.255 /5 :1 :2 :3']));
      expect(changeable(name, 1)).toEqual(expect.arrayContaining([...both, '0.0.44.0.0.255 /5 :1 :2 :3 :4']));
    },
  );

  it('hub: what each client alone may change is what its part is', () => {
    const [nonCritical, critical] = [changeable('hub', 2), changeable('hub', 1)];
    expect(butNot(nonCritical, critical)).toMatchInlineSnapshot(`
      [
        "0.0.44.0.0.255 /5 :1 :2 :3",
        "0.0.97.97.0.255 /2",
        "0.0.97.98.0.255 /2",
        "0.0.97.98.10.255 /2",
        "0.0.128.1.4.255 /2",
        "0.0.35.4.0.255 /2 :1 :2 :3",
        "0.0.99.98.0.255 :1",
      ]
    `);
    expect(butNot(critical, nonCritical)).toMatchInlineSnapshot(`
      [
        "0.0.43.0.1.255 :1 :2",
        "0.0.44.0.0.255 /5 :1 :2 :3 :4",
        "0.0.10.0.107.255 :1",
        "0.0.15.0.2.255 /4",
        "0.0.1.0.0.255 /2 :1 :2 :3 :4 :5 :6",
      ]
    `);
  });

  it('GPF: of what it mirrors nobody may change anything', () => {
    expect(changeable('gpf', 2)).toEqual(['0.0.40.0.0.255 :1', '0.0.43.0.2.255 :1 :2']);
    expect(butNot(changeable('gpf', 1), changeable('gpf', 2))).toEqual(['0.0.43.0.1.255 :1 :2']);
  });

  it('ESME: what each client alone may change is what its part is', () => {
    const [nonCritical, critical] = [changeable('esme', 2), changeable('esme', 1)];
    expect(butNot(nonCritical, critical)).toMatchInlineSnapshot(`
      [
        "0.0.44.0.0.255 /5 :1 :2 :3",
        "0.0.96.1.10.255 /2",
        "0.0.131.2.0.255 :1",
        "1.0.32.35.2.255 /2",
        "1.0.32.36.2.255 :1",
        "1.0.32.31.2.255 /2",
        "1.0.32.32.2.255 :1",
        "1.0.32.35.1.255 /2",
        "1.0.32.36.1.255 :1",
        "1.0.32.44.1.255 /2",
        "1.0.32.31.1.255 /2",
        "1.0.32.32.1.255 :1",
        "1.0.32.43.1.255 /2",
        "1.0.32.35.0.255 /2",
        "1.0.32.36.0.255 :1",
        "1.0.32.44.0.255 /2",
        "1.0.32.31.0.255 /2",
        "1.0.32.32.0.255 :1",
        "1.0.32.43.0.255 /2",
        "0.0.131.3.10.255 /2",
        "0.0.131.3.0.255 /2",
        "0.0.131.3.1.255 /2",
        "1.0.1.6.0.255 :1",
        "1.0.2.6.0.255 :1",
        "0.0.97.97.0.255 /2",
        "0.0.97.98.0.255 /2",
        "0.0.97.98.10.255 /2",
        "0.0.96.13.1.255 /2",
        "0.0.140.1.0.255 /2",
        "0.0.140.2.0.255 /2",
        "0.0.140.3.0.255 /2",
        "0.0.140.4.0.255 /2",
        "0.0.140.5.0.255 /2",
        "0.0.99.98.0.255 :1",
      ]
    `);
    expect(butNot(critical, nonCritical)).toMatchInlineSnapshot(`
      [
        "0.0.43.0.1.255 :1 :2",
        "0.0.44.0.0.255 /5 :1 :2 :3 :4",
        "0.0.10.0.107.255 :1",
        "0.0.15.0.2.255 /4",
        "0.0.1.0.0.255 /2 :1 :2 :3 :4 :5 :6",
        "0.0.13.0.0.255 /6 /7 /8 /9 /10 :1",
        "0.0.11.0.0.255 /2 :1 :2",
        "0.0.130.0.3.255 /2",
        "0.0.10.0.120.255 :1",
        "0.0.130.2.1.255 /2",
        "0.0.130.2.2.255 /2",
        "0.0.130.2.3.255 /2",
        "0.0.130.2.4.255 /2",
        "0.0.130.2.5.255 /2",
        "0.0.130.2.6.255 /2",
        "0.0.130.2.7.255 /2",
        "0.0.130.2.255.255 /2",
        "0.0.131.0.0.255 /2",
        "0.0.10.0.1.255 :1",
        "0.0.98.1.0.255 :2",
        "0.0.19.0.0.255 /2 /16 /17 :1 :2 :3",
        "0.0.19.10.0.255 /5 /6 :1 :2 :3",
        "0.0.19.10.1.255 /9 /10 :1 :2 :3",
        "0.0.19.20.0.255 :1 :2 :3 :4 :5",
        "0.0.19.20.1.255 :1 :2 :3 :4 :5",
        "0.0.19.20.2.255 /6 /8 :1 :2 :3 :4 :5",
        "0.0.19.20.3.255 /6 /8 :1 :2 :3 :4 :5",
        "0.0.19.20.4.255 /13 :1 :2 :3 :4 :5",
        "0.0.19.50.1.255 /2",
        "0.0.19.50.2.255 /2",
        "0.0.94.44.33.255 /2",
        "0.0.94.44.31.255 /2",
        "0.0.94.44.32.255 /2",
        "0.0.13.0.1.255 /6 /7 /8 /9 /10 :1",
        "0.0.11.0.1.255 /2 :1 :2",
        "0.0.96.3.10.255 /4 :1 :2",
        "0.0.10.0.106.255 :1",
        "0.0.131.1.0.255 /2",
        "0.0.17.0.0.255 /4 /5 /6 /7 /8 /9 /11",
        "0.0.131.2.1.255 /2",
      ]
    `);
  });

  it('GSME: what differs from an ESME is what gas and electricity have of their own', () => {
    expect(butNot(changeable('gsme', 2), changeable('esme', 2))).toMatchInlineSnapshot(`
      [
        "7.0.99.128.0.255 :1",
      ]
    `);
    expect(butNot(changeable('gsme', 1), changeable('esme', 1))).toMatchInlineSnapshot(`
      [
        "7.0.54.0.0.255 /2",
        "7.0.52.0.0.255 /2",
        "7.0.128.0.0.255 /2",
        "7.0.128.1.0.255 /2",
        "7.0.128.2.0.255 /2",
        "7.0.128.3.0.255 /2",
      ]
    `);
    expect(butNot(changeable('esme', 1), changeable('gsme', 1))).toMatchInlineSnapshot(`
      [
        "0.0.17.0.0.255 /4 /5 /6 /7 /8 /9 /11",
        "0.0.131.2.1.255 /2",
      ]
    `);
  });

  it('no other client is known', () => {
    const bench = benchOf('esme');
    const aarq = bench.meet(16).cosem.associate().next().value as Uint8Array;
    const aare = decodeApdu(bench.server.receive(33, 1, aarq) as Uint8Array);
    expect(aare).toMatchObject({ kind: 'aare', result: 'rejected-permanent' });
  });
});
