import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DocumentErrors } from '../../../src/core/documents.ts';
import { checkModelBase, loadDeviceModel, loadTemplate, type TemplateChanges } from '../../../src/sim/files/load.ts';

const FILE = 'installations/moc-secure-dual-fuel.yaml';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's1bench-contradictions-'));
  await cp('hardware', folder, { recursive: true });
});

afterAll(() => rm(folder, { recursive: true }));

/** What is said of a file after a change in it: the place, what is wrong, and the line that it points at. */
async function problemsOf(
  file: string,
  [from, to]: readonly [from: string | RegExp, to: string],
  load: (file: string) => Promise<unknown>,
): Promise<readonly (readonly [message: string, line: string])[]> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(from);
  const changed = text.replace(from, to);
  await writeFile(path, changed);
  try {
    const refused = await load(path).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused !== undefined && !(refused instanceof DocumentErrors)) throw refused;
    return (refused?.problems ?? []).map(({ message, where }) => {
      expect(where?.file).toBe(path);
      expect(where?.column).toBeGreaterThan(0);
      const line = changed.split('\n')[(where?.line ?? 0) - 1] ?? '';
      return [message.replace(/^\S+:\d+:\d+ /, '').replaceAll(`${folder}/`, ''), line.trim()] as const;
    });
  } finally {
    await writeFile(path, text);
  }
}

const installation = (changes?: TemplateChanges) => (file: string) => loadTemplate(file, changes);

describe('installation: what contradicts itself', () => {
  it('the file as it ships does not', async () => {
    expect(await problemsOf(FILE, ['kind', 'kind'], installation())).toEqual([]);
  });

  it.each<[what: string, from: string | RegExp, to: string, said: string, line: string]>([
    [
      'a gas meter and a PPMID without a hub',
      / {2}ch:[\s\S]*? {2}esme:/,
      '  esme:',
      'devices.gsme: this contradicts what the file says elsewhere; found gsme without ch; expected the hub that it is reached through, as ch [installation-contradiction]',
      'model: ../models/secure-gas.yaml',
    ],
    [
      'a Gas Proxy Function without gas',
      / {2}gsme:[\s\S]*? {2}ppmid:/,
      '  ppmid:',
      'devices.ch.gpf: this contradicts what the file says elsewhere; found a Gas Proxy Function without gsme; expected a gas meter, as gsme [installation-contradiction]',
      'gpf: 00-00-5E-EF-10-00-00-43',
    ],
    [
      'gas without a Gas Proxy Function',
      / {4}gpf: .*\n/,
      '',
      'devices.ch: this contradicts what the file says elsewhere; found no gpf, and gsme; expected the EUI-64 of the Gas Proxy Function, as gpf [installation-contradiction]',
      'model: ../models/secure-hub.yaml',
    ],
    [
      'two devices with one EUI-64',
      '00-00-5E-EF-10-00-00-42',
      '00-00-5E-EF-10-00-00-41',
      'devices.gsme.eui64: two devices have this EUI-64; found 00-00-5E-EF-10-00-00-41; expected another than that of devices.esme.eui64 [installation-eui64-repeated]',
      'eui64: 00-00-5E-EF-10-00-00-41',
    ],
    [
      'an MPAN with a wrong check digit',
      '"1200000040005"',
      '"1200000040006"',
      'devices.esme.mpan: this is not an MPAN core; found 1200000040006 with check digit 6; expected check digit 5 [mpan-invalid]',
      'mpan: "1200000040006"',
    ],
    [
      'an MPRN with wrong check digits',
      '"4000300101"',
      '"4000300110"',
      'devices.gsme.mprn: this is not an MPRN; found 4000300110 with check digits 10; expected check digits 01 [mprn-invalid]',
      'mprn: "4000300110"',
    ],
    [
      'a mixed installation that does not say which meter is active',
      'status: commissioned',
      'status: mixed',
      'status: this contradicts what the file says elsewhere; found mixed without active-meter; expected active-meter: esme or active-meter: gsme [installation-contradiction]',
      'status: mixed',
    ],
    [
      'an active meter of a dormant installation',
      'status: commissioned',
      'status: dormant\nactive-meter: esme',
      'active-meter: this contradicts what the file says elsewhere; found status dormant; expected status: mixed beside it [installation-contradiction]',
      'active-meter: esme',
    ],
    [
      'a dormant meter that is up to date',
      /status: commissioned(.*?)configuration: stale/s,
      'status: dormant$1configuration: current',
      'devices.esme.configuration: this contradicts what the file says elsewhere; found current on a dormant meter; expected default or stale [installation-contradiction]',
      'configuration: current',
    ],
    [
      'the model of another type of device',
      'secure-gas.yaml',
      'secure-hub.yaml',
      'devices.gsme.model: this is the model of another type of device; found ../models/secure-hub.yaml, type CHF; expected type GSME [model-type-wrong]',
      'model: ../models/secure-hub.yaml',
    ],
    [
      'a firmware that the model has not',
      'firmware: "0A2B0100"',
      'firmware: "09"',
      'devices.esme.firmware: the model has no such firmware; found 09; expected ',
      'firmware: "09"',
    ],
    [
      'two variants of one name',
      'devices:',
      'variants:\n  - { name: odd, share: 1 }\n  - { name: odd, share: 0.5 }\ndevices:',
      'variants[1].name: this contradicts what the file says elsewhere; found odd, a second time; expected a name of its own [installation-contradiction]',
      '- { name: odd, share: 0.5 }',
    ],
    [
      'a variant with a firmware that the model has not',
      'devices:',
      'variants: [{ name: odd, share: 1, devices: { ch: { firmware: "09" } } }]\ndevices:',
      'variants[0].devices.ch.firmware: the model has no such firmware; found 09; expected ',
      'variants: [{ name: odd, share: 1, devices: { ch: { firmware: "09" } } }]',
    ],
    [
      'a variant of a dormant meter that is up to date',
      /status: commissioned(.*?)devices:/s,
      'status: dormant$1variants: [{ name: odd, share: 1, devices: { gsme: { configuration: current } } }]\ndevices:',
      'variants[0].devices.gsme.configuration: this contradicts what the file says elsewhere; found current on a dormant meter',
      'variants: [{ name: odd, share: 1, devices: { gsme: { configuration: current } } }]',
    ],
    [
      'a variant with a defect of another type of device',
      'devices:',
      'variants: [{ name: odd, share: 1, devices: { ch: { defects: [valve-stays-open, nothing] } } }]\ndevices:',
      'variants[0].devices.ch.defects[0]: ',
      'variants: [{ name: odd, share: 1, devices: { ch: { defects: [valve-stays-open, nothing] } } }]',
    ],
    [
      'a variant of a gas meter that is not there',
      / {2}gsme:[\s\S]*$/,
      'variants: [{ name: odd, share: 1, devices: { gsme: {} } }]\n',
      "variants[0].devices.gsme: this contradicts what the file says elsewhere; found gsme, which isn't there",
      'variants: [{ name: odd, share: 1, devices: { gsme: {} } }]',
    ],
    [
      'a variant whose keys are not there',
      'devices:',
      'variants: [{ name: odd, share: 1, devices: { esme: { recorded-keys: nobody.yaml } } }]\ndevices:',
      'variants[0].devices.esme.recorded-keys: this file cannot be read; found ENOENT: no such file or directory',
      'variants: [{ name: odd, share: 1, devices: { esme: { recorded-keys: nobody.yaml } } }]',
    ],
    [
      'a model that is not there',
      'secure-liberty-100.yaml',
      'nobody.yaml',
      'devices.esme.model: this file cannot be read; found ENOENT: no such file or directory',
      'model: ../models/nobody.yaml',
    ],
    [
      'keys that are not there',
      '../keys/smso-test-keys.yaml',
      '../keys/none.yaml',
      'devices.ch.keys: this file cannot be read; found ENOENT: no such file or directory',
      'keys: ../keys/none.yaml',
    ],
    [
      'a defect that nobody knows',
      'serial: "E6400001"',
      'serial: "E6400001"\n    defects: [nonsense]',
      'devices.esme.defects[0]: the catalogue has no such defect; found nonsense; expected a name of the defect catalogue [defect-unknown]',
      'defects: [nonsense]',
    ],
    [
      'a defect of another type of device',
      'serial: "CH6400001"',
      'serial: "CH6400001"\n    defects: [supply-not-disabled]',
      'devices.ch.defects[0]: a device of this type cannot have this defect; found supply-not-disabled; expected one for a CHF [defect-unsuited]',
      'defects: [supply-not-disabled]',
    ],
    [
      'a fault of a device that is not there',
      / {2}gsme:[\s\S]*? {2}ppmid:/,
      '  ppmid:',
      'faults[0]: this contradicts what the file says elsewhere; found low-battery without gsme; expected the device that it befalls, as gsme [installation-contradiction]',
      '- { kind: low-battery }',
    ],
    [
      'a fault that nobody knows',
      'kind: low-battery',
      'kind: low-spirits',
      'faults[0].kind: this value does not fit; found "low-spirits"',
      '- { kind: low-spirits }',
    ],
    [
      'a meter of the future',
      'installed: 2017',
      'installed: 2027',
      'devices.esme.installed: this value does not fit; found "2027-08-14T08:30:00Z"; expected an instant before 2026-01-15T10:20:00Z [document-value-invalid]',
      'installed: 2027-08-14T08:30:00Z',
    ],
    [
      'more installations than serial numbers',
      'kind: installation',
      'kind: installation\ncount: 4000000',
      'devices.ch.serial: so many installations do not fit behind this; found CH6400001, and a count of 4000000; expected a count of at most 3599999 [installation-count-too-large]',
      'serial: "CH6400001"',
    ],
    [
      'many that go on from the state of one',
      'serial: "E6400001"',
      'serial: "E6400001"\n    state: ../keys/test-keys.yaml',
      'devices.esme.state: this contradicts what the file says elsewhere; found the state of one device, and a count of 2; expected a count of 1 [installation-contradiction]',
      'state: ../keys/test-keys.yaml',
    ],
  ])('%s: file, line, column and code', async (what, from, to, said, line) => {
    const path = join(folder, FILE);
    const text = await readFile(path, 'utf8');
    // Its last line, so that no other place moves.
    const withFault = what.includes('fault') ? `${text.trimEnd()}\nfaults:\n  - { kind: low-battery }\n` : text;
    await writeFile(path, withFault);
    const count = what.includes('state of one') ? { count: 2 } : {};
    const problems = await problemsOf(FILE, [from, to], installation(count)).finally(() => writeFile(path, text));
    expect(problems.map(([message]) => message.slice(0, said.length))).toContain(said);
    expect(problems.find(([message]) => message.startsWith(said))?.[1]).toBe(line);
  });

  it('a share of gas meters, where the status is mixed', async () => {
    const mixed = 'status: mixed\nactive-meter: gsme';
    const path = join(folder, FILE);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('serial: "G6400001"', 'serial: "G6400001"\n    share: 0.5'));
    const problems = await problemsOf(FILE, ['status: commissioned', mixed], installation()).finally(() =>
      writeFile(path, text),
    );
    expect(problems.map(([message]) => message)).toContain(
      'status: this contradicts what the file says elsewhere; found mixed, where not all have a gsme; expected two meters, one active and one dormant [installation-contradiction]',
    );
  });
});

describe('model: what is wrong with facts that another file states', () => {
  const BASE = 'models/smets1-hub.yaml';
  const model = async (): Promise<unknown> => loadDeviceModel(join(folder, 'models/secure-hub.yaml'));

  it.each<[what: string, from: string | RegExp, to: string, said: string, line: string]>([
    [
      'a value that does not fit',
      'entries: 100',
      'entries: 0',
      'logs.entries: this value does not fit; found 0; expected number to be >=1 [document-value-invalid]',
      'entries: 0',
    ],
    [
      'a key that means nothing',
      'logs:',
      'locks: {}\nlogs:',
      'locks: this key has no meaning here; found "locks" [document-key-unknown]',
      'locks: {}',
    ],
    [
      'a fact without evidence',
      /\n {2}logs: \{ kind.*/,
      '',
      'evidence.logs: a key is missing here; expected where "logs" is from [document-key-missing]',
      'evidence:',
    ],
  ])('%s names that file', async (_, from, to, said, line) => {
    const problem = [said, expect.stringContaining(line)];
    expect(await problemsOf(BASE, [from, to], model)).toContainEqual(problem);
    expect(await problemsOf(BASE, [from, to], checkModelBase)).toContainEqual(problem);
  });

  it('a base file may leave out what models say themselves', async () => {
    await expect(checkModelBase(join(folder, BASE))).resolves.toBeUndefined();
    await expect(loadDeviceModel(join(folder, BASE))).rejects.toMatchObject({ code: 'document-invalid' });
  });

  it('a fact that no file states is missed in the model', async () => {
    const problems = await problemsOf('models/secure-hub.yaml', [/\nflag: .*/, ''], loadDeviceModel);
    expect(problems.map(([message]) => message)).toEqual([
      expect.stringMatching(/^flag: a key is missing here; .*\[document-key-missing\]$/),
    ]);
  });

  it('one that takes its facts from itself, or from nowhere, is refused where it says so', async () => {
    const circle = await problemsOf(BASE, [/\ntype: CHF/, '\nextends: smets1-hub.yaml\ntype: CHF'], checkModelBase);
    expect(circle).toEqual([
      [
        'extends: this model takes its facts from itself; found smets1-hub.yaml; expected another file [model-extends-itself]',
        'extends: smets1-hub.yaml',
      ],
    ]);
    const nowhere = await problemsOf(
      'models/secure-hub.yaml',
      ['extends: smets1-hub.yaml', 'extends: none.yaml'],
      loadDeviceModel,
    );
    expect(nowhere).toEqual([
      [
        expect.stringMatching(/^extends: this file cannot be read; found ENOENT.*\[file-unreadable\]$/),
        'extends: none.yaml',
      ],
    ]);
  });
});
