import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { DocumentErrors } from '../../../src/core/documents.ts';
import { loadDeviceModel, loadInstallation, loadKeys } from '../../../src/sim/files/load.ts';
import { Bench } from '../bench.ts';

const MODEL = 'models/simulated-esme.yaml';
const INSTALLATION = 'installations/first-light.yaml';
const KEYS = 'keys/test-keys.yaml';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's1bench-files-'));
});

afterAll(() => rm(folder, { recursive: true }));

interface Problem {
  readonly message: string;
  /** The line of the file that it points at. */
  readonly line: string;
}

/** The problems of the files after a change in one of them, without the folder and the position. */
async function problemsWith(file: string, from: string | RegExp, to: string): Promise<readonly Problem[]> {
  await cp('hardware', folder, { recursive: true });
  const text = await readFile(join(folder, file), 'utf8');
  expect(text).toMatch(from);
  const changed = text.replace(from, to);
  await writeFile(join(folder, file), changed);
  try {
    await loadInstallation(join(folder, INSTALLATION));
  } catch (error) {
    if (!(error instanceof DocumentErrors)) throw error;
    return error.problems.map(({ message, where }) => ({
      message: message.replace(join(folder, file), file).replace(/:\d+:\d+ /, ' '),
      line: changed.split('\n')[(where?.line ?? 0) - 1] ?? '',
    }));
  }
  return [];
}

describe('hardware files', () => {
  it('an installation comes with the model and the keys that it names', async () => {
    const { name, seed, start, timeZone, devices } = await loadInstallation(join('hardware', INSTALLATION));
    expect({ name, seed, timeZone }).toEqual({ name: 'first-light', seed: 'first-light', timeZone: 'Europe/London' });
    expect(start.toString()).toBe('2026-01-15T10:20:00Z');
    expect(devices.esme).toMatchObject({
      firmware: '01000000',
      meteringPoint: '1200000000011',
      microgeneration: false,
    });
    expect(devices.esme.model.rates).toBe(4);
    expect(toHex(devices.esme.keys.clients[1].authentication)).toBe('D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF');
    expect(devices.esme.keys.master).toHaveLength(16);
  });

  it.each<[string, string, string | RegExp, string, string]>([
    [
      'an MPAN',
      INSTALLATION,
      '1200000000011',
      '1200000000012',
      'installations/first-light.yaml devices.esme.mpan: this is not an MPAN core; found 1200000000012 with check digit 2; expected check digit 1 [mpan-invalid]',
    ],
    [
      'an EUI-64',
      INSTALLATION,
      '00-00-5E',
      '00-00-5',
      'installations/first-light.yaml devices.esme.eui64: this is not an EUI-64; found "00-00-5-EF-10-00-00-01"; expected eight hexadecimal pairs [eui64-invalid]',
    ],
    [
      'a firmware that the model has not',
      INSTALLATION,
      '"01000000"',
      '"09"',
      'installations/first-light.yaml devices.esme.firmware: the model has no such firmware; found 09; expected 01000000 or 01010000 [model-firmware-unknown]',
    ],
    [
      'an instant',
      INSTALLATION,
      '2026-01-15T10:20:00Z',
      'yesterday',
      'installations/first-light.yaml start: this value does not fit; found "yesterday"; expected an instant such as 2026-01-15T10:20:00Z [document-value-invalid]',
    ],
    [
      'a meter of the future',
      INSTALLATION,
      'installed: 2021',
      'installed: 2031',
      'installations/first-light.yaml devices.esme.installed: this value does not fit; found "2031-03-09T14:05:00Z"; expected an instant before 2026-01-15T10:20:00Z [document-value-invalid]',
    ],
    [
      'a meter of the past',
      INSTALLATION,
      'installed: 2021',
      'installed: 1951',
      'installations/first-light.yaml devices.esme.installed: this value does not fit; found "1951-03-09T14:05:00Z"; expected an instant after 1970 [document-value-invalid]',
    ],
    [
      'a time zone',
      INSTALLATION,
      'Europe/London',
      'Europe/Lundun',
      'installations/first-light.yaml time-zone: this value does not fit; found "Europe/Lundun"; expected an IANA time zone such as Europe/London [document-value-invalid]',
    ],
    [
      'a key that means nothing',
      INSTALLATION,
      'microgeneration',
      'micro-generation',
      'installations/first-light.yaml devices.esme.micro-generation: this key has no meaning here; found "micro-generation" [document-key-unknown]',
    ],
    [
      'a control mode',
      MODEL,
      'control-mode: 4',
      'control-mode: 9',
      'models/simulated-esme.yaml supply.control-mode: this value does not fit; found 9; expected number to be <=6 [document-value-invalid]',
    ],
    [
      'a fact without evidence',
      MODEL,
      /\n {2}rates: .*/,
      '',
      'models/simulated-esme.yaml evidence.rates: a key is missing here; expected where "rates" is from [document-key-missing]',
    ],
    [
      'a rate that there is not',
      MODEL,
      '"16:00": 3',
      '"16:00": 5',
      'models/simulated-esme.yaml activity-calendar.days.1.16:00: this value does not fit; found 5; expected a rate from 1 to 4 [document-value-invalid]',
    ],
    [
      'a switch off the half-hour',
      MODEL,
      '"16:00": 3',
      '"16:10": 3',
      'models/simulated-esme.yaml activity-calendar.days.1.16:10: this key has no meaning here; found "16:10"; expected HH:00 or HH:30 [document-key-unknown]',
    ],
    [
      'a day without midnight',
      MODEL,
      '1: { "00:00": 2, ',
      '1: { ',
      'models/simulated-esme.yaml activity-calendar.days.1: this value does not fit; found a map; expected the rate from "00:00" on, too [document-value-invalid]',
    ],
    [
      'a week that there is not',
      MODEL,
      'week: SUMMER',
      'week: SPRING',
      'models/simulated-esme.yaml activity-calendar.seasons[1].week: this value does not fit; found "SPRING"; expected WINTER or SUMMER [document-value-invalid]',
    ],
    [
      'a day that there is not',
      MODEL,
      'WINTER: [1,',
      'WINTER: [9,',
      'models/simulated-esme.yaml activity-calendar.weeks.WINTER[0]: this value does not fit; found 9; expected 1 or 2 or 3 [document-value-invalid]',
    ],
    [
      'a key that is too short, unseen',
      KEYS,
      '"000102030405060708090A0B0C0D0E0F"',
      '"0001020304"',
      'keys/test-keys.yaml clients.1.encryption: this value does not fit; expected 32 hexadecimal digits, in quotes [document-value-invalid]',
    ],
  ])('name the place of %s that is wrong', async (_, file, from, to, problem) => {
    const problems = await problemsWith(file, from, to);
    expect(problems.map(({ message }) => message)).toEqual([problem]);
    expect(problems[0]?.line).toContain(to);
  });

  it('a file that is not there is named', async () => {
    await expect(loadKeys(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(loadDeviceModel(folder)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('a model leaves out objects that it says are absent', async () => {
    expect(
      await problemsWith(
        MODEL,
        'evidence:\n',
        'absent-objects: [1.0.14.7.0.255]\nevidence:\n  absent-objects: { kind: ours, source: a test }\n',
      ),
    ).toEqual([]);
    const { devices } = await loadInstallation(join(folder, INSTALLATION));
    const client = new Bench({ entry: devices.esme }).associate(2);
    expect(client.get(3, '1.0.14.7.0.255', 2)).toEqual({ error: 'object-undefined' });
    expect(client.get(3, '1.0.13.7.0.255', 2)).toHaveProperty('data');
    expect(await problemsWith(MODEL, 'evidence:\n', 'absent-objects: [1.0.14.7.0.255]\nevidence:\n')).toHaveLength(1);
  });
});

describe('a key file with a slip in it', () => {
  const shown = async (text: string): Promise<string> => {
    const file = join(folder, 'slip.yaml');
    await writeFile(file, text);
    const refused = await loadKeys(file).catch((error: unknown) => error);
    if (!(refused instanceof DocumentErrors)) throw new RangeError('it was taken');
    return [refused.message, refused.stack, ...refused.problems.map((problem) => JSON.stringify(problem))].join('\n');
  };

  it.each<[string, string | RegExp, string]>([
    ['a key alone', /^[\s\S]*$/, '000102030405060708090A0B0C0D0E0F'],
    ['no space after a name', /encryption: "0001/, 'encryption:"0001'],
    ['a key for a name', /encryption: ("0001\w+")/, '$1: encryption'],
    ['no name', /encryption: ("0001\w+")/, '$1'],
    ['a quote too few', '0E0F"', '0E0F'],
    ['a block of text', /encryption: "0001/, 'encryption: >0001'],
    ['a name that runs into a key', /encryption: "0001(\w+)"/, 'encryption0001$1: ""'],
    ['a key twice as long', '"000102', '"000102030405060708090A0B0C0D0E0F000102'],
  ])('shows nothing of the keys: %s', async (_, from, to) => {
    const text = await readFile(join('hardware', KEYS), 'utf8');
    expect(text).toMatch(from);
    expect(await shown(text.replace(from, to))).not.toMatch(/000102|0E0F|D0D1D2/i);
  });

  it('shows nothing of the keys, whatever the slip', async () => {
    const text = await readFile(join('hardware', KEYS), 'utf8');
    const start = text.indexOf('clients:');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: start, max: text.length - 1 }),
        fc.nat(30),
        fc.constantFrom('', '"', "'", ':', ': ', '\n', '{', '[', ']', '&', '*', '|', '>', '#', '- ', '0'),
        async (at, cut, put) => {
          const slip = text.slice(0, at) + put + text.slice(at + cut);
          const message = await shown(slip).catch(() => '');
          expect(message).not.toMatch(/[0-9A-F]{10}/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
