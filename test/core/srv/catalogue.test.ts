import { describe, expect, it } from 'vitest';
import {
  commandVariants,
  deviceTypes,
  findSrv,
  isNonDevice,
  smets1Uses,
  srvCatalogue,
  userRoles,
} from '../../../src/core/srv/catalogue.ts';

const numbers = srvCatalogue.map(({ srv }) => srv);
const roles: readonly string[] = userRoles;
const types: readonly string[] = deviceTypes;
const variants: readonly number[] = commandVariants;

describe('DUIS 5.4, Service Reference Variants', () => {
  it('are 129, each number and each body element once', () => {
    expect(srvCatalogue).toHaveLength(129);
    expect(new Set(numbers).size).toBe(129);
    expect(new Set(srvCatalogue.map(({ bodyElement }) => bodyElement)).size).toBe(129);
    expect(new Set(srvCatalogue.map(({ name }) => name)).size).toBe(129);
  });

  it('stand in the order of DUIS: by service, reference and variant', () => {
    const key = (srv: string) =>
      srv
        .split('.')
        .map((part) => part.padStart(3, '0'))
        .join('.');
    expect(numbers).toEqual([...numbers].sort((a, b) => (key(a) < key(b) ? -1 : 1)));
    for (const srv of numbers) expect(srv).toMatch(/^([1-9]|1[0-4])\.\d{1,2}(\.\d{1,2})?$/);
  });

  it.each(srvCatalogue)('SRV $srv: every column holds what it may', (entry) => {
    const { srv, name, bodyElement, useCases, futureDating, schedulable, smets1 } = entry;
    expect(findSrv(srv)).toBe(entry);
    expect(name).toMatch(/^[\x20-\x7e–]{1,100}$/);
    expect(bodyElement).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    for (const role of entry.userRoles) expect(roles).toContain(role);
    for (const target of entry.targets) expect(types).toContain(target);
    for (const variant of entry.commandVariants) expect(variants).toContain(variant);
    for (const useCase of useCases) expect(useCase).toMatch(/^(CS|CCS|ECS|GCS|DBCH)\d\d[A-Za-z0-9]*$/);
    for (const column of [entry.userRoles, entry.targets, entry.commandVariants, futureDating, useCases]) {
      expect(new Set<unknown>(column).size).toBe(column.length);
    }
    for (const keeper of futureDating) expect(['DSP', 'device']).toContain(keeper);
    expect(smets1Uses).toContain(smets1.use);
    expect(smets1.evidence).toMatch(/^(public|recalled): /);
    // What the DCC answers itself is asked by Command Variant 8, and by no other.
    expect(entry.commandVariants.includes(8)).toBe(isNonDevice(entry));
    if (isNonDevice(entry)) expect([entry.critical, schedulable, futureDating]).toEqual([false, false, []]);
    // Only what reads is repeated by schedules.
    if (schedulable) expect(srv).toMatch(/^(4|14)\./);
  });

  it('only those of SMETS2+ break the rule that a critical request is one to be signed', () => {
    const broken = srvCatalogue.filter((entry) => entry.critical !== entry.commandVariants.includes(5));
    expect(broken.map(({ srv, smets1 }) => [srv, smets1.use])).toEqual([
      ['7.12', 'no'],
      ['7.13', 'no'],
      ['7.14', 'no'],
      ['7.15', 'no'],
    ]);
  });

  it('nobody is left without a role but the DCC itself, whose own requests these are', () => {
    const nobodys = srvCatalogue.filter((entry) => entry.userRoles.length === 0).map(({ srv }) => srv);
    expect(nobodys).toEqual(['7.16', '8.5', '8.6']);
  });

  it('SMETS1: the working set is of 72, and one of them is public', () => {
    const of = (use: string) => srvCatalogue.filter(({ smets1 }) => smets1.use === use);
    expect(of('working-set')).toHaveLength(72);
    const known = srvCatalogue.filter(({ smets1 }) => smets1.evidence.startsWith('public'));
    expect(known.map(({ srv }) => srv)).toEqual(['4.10']);
  });
});
