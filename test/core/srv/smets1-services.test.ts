import { describe, expect, it } from 'vitest';
import { srvCatalogue } from '../../../src/core/srv/catalogue.ts';
import { parseSmets1Services, recalledServices } from '../../../src/core/srv/smets1-services.ts';
import { loadSmets1Services } from '../../../src/dcc/load-smets1-services.ts';
import { shipped } from '../../support/command.ts';

const head = 'kind: smets1-services\ntitle: Two\nevidence: { kind: ours, source: a test }\n';

describe('DUIS 1.4.2: which SRVs are for SMETS1 devices', () => {
  it('as recalled: the working set, and what could belong to it', () => {
    for (const { srv, smets1 } of srvCatalogue) expect(recalledServices.has(srv)).toBe(smets1.use !== 'no');
    expect(recalledServices.evidence.kind).toBe('recalled');
  });

  it('a file says otherwise: the shipped one is the working set alone', async () => {
    const services = await loadSmets1Services(shipped('hardware/services/smets1-services.yaml'));
    for (const { srv, smets1 } of srvCatalogue) expect(services.has(srv)).toBe(smets1.use === 'working-set');
    expect(services.evidence.kind).toBe('recalled');
  });

  it('a file of two has two', () => {
    const services = parseSmets1Services(`${head}services: ["4.10", "7.1"]\n`, 'two.yaml');
    expect(srvCatalogue.filter(({ srv }) => services.has(srv)).map(({ srv }) => srv)).toEqual(['4.10', '7.1']);
    expect(services.title).toBe('Two');
  });

  it.each([
    ['a number, which would be another SRV', 'services: [4.10]', '4:12 services[0]', 'in quotes'],
    ['an SRV that DUIS does not have', 'services: ["99.1"]', '4:12 services[0]', 'an SRV of DUIS 5.4'],
    ['an SRV twice', 'services: ["4.10", "4.10"]', '4:11 services', 'each SRV once'],
    ['none at all', 'services: []', '4:11 services', 'to have >=1 items'],
  ])('refuses %s', (_, services, place, expected) => {
    expect(() => parseSmets1Services(`${head}${services}\n`, 'f.yaml')).toThrow(`f.yaml:${place}`);
    expect(() => parseSmets1Services(`${head}${services}\n`, 'f.yaml')).toThrow(expected);
  });

  it('refuses a file that says nothing of where its contents are from', () => {
    const text = 'kind: smets1-services\ntitle: None\nservices: ["7.1"]\n';
    expect(() => parseSmets1Services(text, 'f.yaml')).toThrow('evidence');
  });

  it('refuses a file that is not there', async () => {
    await expect(loadSmets1Services('nowhere.yaml')).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
