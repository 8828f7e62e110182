import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../src/core/bytes.ts';
import type { Data } from '../../../../../src/protocol/cosem/data.ts';
import { ReceiverCounter, SenderCounter } from '../../../../../src/protocol/cosem/security/invocation-counter.ts';
import { wrapKey } from '../../../../../src/protocol/cosem/security/key-wrap.ts';
import { securitySetup } from '../../../../../src/protocol/cosem/server/classes/security-setup.ts';
import {
  attribute,
  type BenchDevice,
  clientTitle,
  createBench,
  highSap,
  keysOf,
  laxSap,
  masterKey,
  method,
  names,
  octets,
  serverTitle,
  tree,
  unsigned,
} from '../bench.ts';

const number = (value: number): Data => ({ type: 'enum', value });
const array = (...value: readonly Data[]): Data => ({ type: 'array', value });
const entry = (id: number, wrapped: Uint8Array): Data => ({ type: 'structure', value: [number(id), octets(wrapped)] });
const activate = method(64, names.security, 1);
const transfer = method(64, names.security, 2);
const newKeys = {
  encryption: fromHex('A0A1A2A3A4A5A6A7A8A9AAABACADAEAF'),
  authentication: fromHex('B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF'),
};

describe('Blue Book, Security setup version 0: attributes', () => {
  it('tells policy, suite and system titles', () => {
    const bench = createBench();
    const client = bench.associated(highSap);
    const values = [2, 3, 4, 5].map((index) => bench.run(highSap, client.get(attribute(64, names.security, index))));
    expect(values).toEqual([
      { data: number(3) },
      { data: number(0) },
      { data: octets(clientTitle) },
      { data: octets(serverTitle) },
    ]);
  });

  it('knows no client where it is asked outside of an association', () => {
    const title = tree.find(names.security)?.attributes[4];
    const { device } = createBench();
    expect(title?.read?.(device, { clientSap: highSap, tree })).toEqual(octets(new Uint8Array(0)));
  });
});

describe('Blue Book, Security setup version 0: security_activate', () => {
  it.each([
    ['none', 0, 1, 'success', 'authenticated'],
    ['none', 0, 2, 'success', 'encrypted'],
    ['authenticated', 1, 3, 'success', 'authenticated-encrypted'],
    ['authenticated', 1, 1, 'success', 'authenticated'],
    ['authenticated', 1, 2, 'other-reason', 'authenticated'],
    ['authenticated-encrypted', 3, 0, 'other-reason', 'authenticated-encrypted'],
    ['none', 0, 4, 'other-reason', 'none'],
  ] as const)('from %s (%i) to %i: %s', (policy, _number, wanted, result, after) => {
    const bench = createBench();
    bench.account(highSap).policy = policy;
    const client = bench.associated(highSap);
    expect(bench.run(highSap, client.action(activate, number(wanted)))).toEqual({ result });
    expect(bench.account(highSap).policy).toBe(after);
  });

  it('refuses anything but a policy', () => {
    const bench = createBench();
    const client = bench.associated(highSap);
    expect(bench.run(highSap, client.action(activate, unsigned(3)))).toEqual({ result: 'type-unmatched' });
    expect(bench.run(highSap, client.action(activate))).toEqual({ result: 'type-unmatched' });
  });

  it('binds from the next message on', () => {
    const bench = createBench();
    bench.account(highSap).policy = 'none';
    const client = bench.associated(highSap, {}, { policy: 'authenticated' });
    expect(bench.run(highSap, client.action(activate, number(3)))).toEqual({ result: 'success' });
    expect(() => bench.run(highSap, client.get(attribute(64, names.security)))).toThrow(/service-not-allowed/);
  });
});

describe('Blue Book, Security setup version 0: global_key_transfer', () => {
  it('replaces all keys at once, and answers under the old ones', () => {
    const bench = createBench();
    const client = bench.associated(highSap);
    const keys = array(
      entry(0, wrapKey(masterKey, newKeys.encryption)),
      entry(2, wrapKey(masterKey, newKeys.authentication)),
    );
    const sentBefore = bench.account(highSap).sent.next;
    expect(bench.run(highSap, client.action(transfer, keys))).toEqual({ result: 'success' });
    expect(bench.account(highSap)).toMatchObject({ keys: newKeys, sent: { next: 0 } });
    expect(sentBefore).toBeGreaterThan(0);
    expect(() => bench.run(highSap, client.get(attribute(64, names.security)))).toThrow(/deciphering-error/);
  });

  it('serves an association under the new keys, with counters from the start', () => {
    const bench = createBench();
    const client = bench.associated(highSap);
    bench.run(highSap, client.action(transfer, array(entry(0, wrapKey(masterKey, newKeys.encryption)))));
    const counter = new SenderCounter();
    const next = bench.client(
      highSap,
      {},
      {
        keys: { ...keysOf(highSap), encryption: newKeys.encryption },
        takeCounter: () => counter.take(),
        deviceCounter: new ReceiverCounter(),
      },
    );
    bench.run(highSap, next.associate());
    expect(bench.run(highSap, next.get(attribute(64, names.security, 3)))).toEqual({ data: number(0) });
  });

  it.each([
    ['a key that was wrapped with another', array(entry(0, wrapKey(newKeys.encryption, newKeys.encryption)))],
    ['a key that is too long', array(entry(0, wrapKey(masterKey, new Uint8Array(24))))],
    ['bytes that are no wrapped key', array(entry(0, fromHex('00')))],
    ['an unknown key', array(entry(3, wrapKey(masterKey, newKeys.encryption)))],
    [
      'a key twice',
      array(entry(0, wrapKey(masterKey, newKeys.encryption)), entry(0, wrapKey(masterKey, newKeys.encryption))),
    ],
    [
      'a wrong key after a right one',
      array(entry(0, wrapKey(masterKey, newKeys.encryption)), entry(2, new Uint8Array(24))),
    ],
    ['no key', array()],
  ])('refuses %s, and replaces none', (_what, parameters) => {
    const bench = createBench();
    const client = bench.associated(highSap);
    expect(bench.run(highSap, client.action(transfer, parameters))).toEqual({ result: 'other-reason' });
    expect(bench.account(highSap).keys).toEqual(keysOf(highSap));
  });

  it.each([
    ['no array', unsigned(1)],
    ['an entry that is no structure', array(unsigned(1))],
    ['an entry of one element', array({ type: 'structure', value: [number(0)] })],
    ['an entry without an enum', array({ type: 'structure', value: [unsigned(0), octets(masterKey)] })],
    ['an entry without an octet-string', array({ type: 'structure', value: [number(0), unsigned(0)] })],
  ])('refuses %s as another type', (_what, parameters) => {
    const bench = createBench();
    const client = bench.associated(highSap);
    expect(bench.run(highSap, client.action(transfer, parameters))).toEqual({ result: 'type-unmatched' });
  });

  it('needs a master key', () => {
    const object = securitySetup<BenchDevice>({
      logicalName: names.security,
      clientSap: highSap,
      access: {},
      methodAccess: {},
      policy: () => 'none',
      serverSystemTitle: () => serverTitle,
      masterKey: () => undefined,
      activate: () => 'success',
      replaceKeys: () => 'success',
    });
    const call = { clientSap: laxSap, tree };
    const keys = array(entry(0, wrapKey(masterKey, newKeys.encryption)));
    expect(object.methods?.[2]?.invoke(createBench().device, keys, call)).toBe('other-reason');
  });
});
