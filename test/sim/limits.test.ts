import { describe, expect, it } from 'vitest';
import { DocumentErrors } from '../../src/core/documents.ts';
import { counter } from '../../src/sim/classes/values.ts';
import { Bench, firstLight } from './bench.ts';
import { GasBench } from './gsme/gas-bench.ts';
import {
  amount,
  array,
  BILLING_CALENDAR,
  CALENDAR,
  enumeration,
  integer,
  octetTime,
  part,
  structure,
} from './tariff/tariff-bench.ts';

const REFUSED = 'other-reason';

describe('what a meter refuses, or lives with, so that its state is always one that can be read back', () => {
  it.each([
    ['scale', 'timeOfUse'],
    ['standingScale', 'standingCharge'],
  ] as const)('passive prices beyond a thousand pounds cannot be activated: %s, %s', (scale, value) => {
    const client = new Bench().associate(1);
    const { rates } = firstLight.devices.esme.model;
    expect(client.set(...part(2, scale), 2, integer(0))).toBe('success');
    const most = value === 'timeOfUse' ? array(Array.from({ length: rates }, () => amount(2000))) : amount(2000);
    expect(client.set(...part(2, value), 2, most)).toBe('success');
    expect(client.action(...CALENDAR, 1, integer(0)).result).toBe(REFUSED);
  });

  it('a billing calendar that begins before 1970', () => {
    const client = new Bench().associate(1);
    const before = structure(octetTime(Date.UTC(1969, 11, 1)), enumeration(3));
    expect(client.set(...BILLING_CALENDAR, 2, before)).toBe(REFUSED);
  });

  it('a gas of which a litre gives more energy than any does', () => {
    const client = new GasBench().associate(1);
    expect(client.set(3, '7.0.54.0.0.255', 2, amount(4_000_000))).toBe(REFUSED);
  });

  it.each(['eras', 'segments'])('a saved state whose %s name what is not there', (which) => {
    const state = JSON.parse(new Bench().device.save());
    if (which === 'eras') state.eras[0].tariff = 1;
    else
      state.cost.segments = [{ from: 0, cost: 0, terms: 1, energyPerUnit: null, rates: [], used: [], resets: 'none' }];
    expect(() => new Bench({ saved: JSON.stringify(state) })).toThrow(DocumentErrors);
  });

  it('a saved state whose tariff in force switches to a rate that no meter has', () => {
    const state = JSON.parse(new Bench().device.save());
    state.tariff.known[0].calendar.days[0].schedule[0].selector = 2 ** 31;
    expect(() => new Bench({ saved: JSON.stringify(state) })).toThrow(DocumentErrors);
  });

  it('a register of 32 bits that is full begins anew', () => {
    expect(counter.encode(2 ** 32 - 1)).toEqual(amount(2 ** 32 - 1));
    expect(counter.encode(2 ** 32 + 5)).toEqual(amount(5));
  });
});
