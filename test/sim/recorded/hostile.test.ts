import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { loadRecordedModel, loadRecording } from '../../../src/sim/recorded/load.ts';
import { deviceText, modelText, stateText } from '../../../src/sim/recorded/texts.ts';
import { root } from '../../support/project-files.ts';
import { newFolder } from '../../support/scratch.ts';
import { DeviceBench, firstLight } from '../bench.ts';
import { recordingOfDevice } from './recorded.ts';

let texts: { readonly model: string; readonly state: string; readonly device: string };

beforeAll(async () => {
  const clock = new VirtualClock(firstLight.start);
  const { esme } = firstLight.devices;
  const { model, state } = await recordingOfDevice(
    new DeviceBench(createEsme(esme, clock, 'hostile'), clock, esme.keys),
    esme.keys,
    2,
  );
  const keys = join(root, 'hardware/keys/test-keys.yaml');
  const names = { name: 'test', eui64: state.eui64, model: 'm.yaml', state: 's.yaml', keys };
  texts = { model: modelText(model), state: stateText(state), device: deviceText(names) };
});

/** Writes the files, one of them changed, and loads them. */
function loadChanged(which: keyof typeof texts, find: RegExp | string, replace: string) {
  const folder = newFolder();
  const before = texts[which];
  const changed = { ...texts, [which]: before.replace(find, replace) };
  expect(changed[which]).not.toBe(before);
  writeFileSync(join(folder, 'm.yaml'), changed.model);
  writeFileSync(join(folder, 's.yaml'), changed.state);
  writeFileSync(join(folder, 'd.yaml'), changed.device);
  return loadRecording(join(folder, 'd.yaml'));
}

describe('recorded files that contradict themselves or each other are refused, with their place and a code', () => {
  it.each([
    [
      'an object that the model does not have',
      'state',
      '  0.0.42.0.0.255:',
      '  9.9.9.9.9.9:',
      /s\.yaml:\d+:\d+ .*9\.9\.9\.9\.9\.9.*\[recorded-state-contradicts\]/,
    ],
    [
      'an attribute that the object does not have',
      'state',
      /( {2}0\.0\.42\.0\.0\.255:\n {4})"2"/,
      '$1"9"',
      /attribute 9.*\[recorded-state-contradicts\]/,
    ],
    [
      'an attribute that is missing',
      'state',
      /( {2}0\.0\.20\.0\.0\.255:\n) {4}"2": .*\n/,
      '$1',
      /nothing of attribute 2.*\[recorded-state-contradicts\]/,
    ],
    [
      'a value that is no A-XDR',
      'state',
      /"2": \{"value":"09/,
      '"2": {"value":"FE',
      /s\.yaml:\d+:\d+ .*\[axdr-tag-unknown\]/,
    ],
    [
      'a value that is no hexadecimal',
      'state',
      /"2": \{"value":"09/,
      '"2": {"value":"0Z',
      /s\.yaml:\d+:\d+ .*\[hex-invalid\]/,
    ],
    ['a value with something behind it', 'state', /("2": \{"value":"09[0-9A-F]+)/, '$100', /\[axdr-trailing-bytes\]/],
    [
      'a clock that is none',
      'state',
      /clock: \{"object":"[^"]+"/,
      'clock: {"object":"0.0.42.0.0.255"',
      /expected a clock of the model file \[recorded-state-contradicts\]/,
    ],
    [
      'rows that are none',
      'state',
      /( {2}0\.0\.99\.98\.0\.255:\n {4}"2": )\{.*\}/,
      '$1{"value":"1100"}',
      /the rows of a profile \[recorded-state-contradicts\]/,
    ],
    [
      'an object list where there is none',
      'state',
      /( {2}0\.0\.42\.0\.0\.255:\n {4}"2": )\{.*\}/,
      '$1{"computed":"object-list"}',
      /\[recorded-state-contradicts\]/,
    ],
    [
      'a reason that does not exist',
      'state',
      /( {2}0\.0\.42\.0\.0\.255:\n {4}"2": )\{.*\}/,
      '$1{"refused":"mood"}',
      /s\.yaml:\d+:\d+ .*\[document-value-invalid\]/,
    ],
    [
      'an object twice in the model',
      'model',
      '"name":"0.0.42.0.0.255"',
      '"name":"0.0.96.1.0.255"',
      /m\.yaml:\d+:\d+ objects\[1\]\.name.*\[document-value-invalid\]/,
    ],
    [
      'a client that never asked',
      'model',
      'clients: [16,2,1]',
      'clients: [16,2]',
      /m\.yaml:\d+:\d+ .*expected 16 or 2 \[document-value-invalid\]/,
    ],
    [
      'an access mode that does not exist',
      'model',
      '"read-only"',
      '"read-sometimes"',
      /m\.yaml:\d+:\d+ .*\[document-value-invalid\]/,
    ],
    [
      'another device',
      'device',
      /eui64: .*/,
      'eui64: 00-00-5E-EF-10-00-00-99',
      /d\.yaml:4:\d+ device\.eui64.*\[recorded-state-contradicts\]/,
    ],
    [
      'keys that are not named',
      'device',
      / {2}keys: .*\n/,
      '',
      /d\.yaml:\d+:\d+ device\.keys.*\[document-key-missing\]/,
    ],
    [
      'a model that is not there',
      'device',
      '"m.yaml"',
      '"none.yaml"',
      /d\.yaml:5:\d+ device\.model.*\[file-unreadable\]/,
    ],
  ] as const)('%s', async (_, which, find, replace, message) => {
    await expect(loadChanged(which, find, replace)).rejects.toThrow(message);
  });

  it('a model of the simulator is none that was recorded', async () => {
    await expect(loadRecordedModel(join(root, 'hardware/models/simulated-esme.yaml'))).rejects.toThrow(/document-key/);
  });
});

it('keys are never written', () => {
  const keys = readFileSync(join(root, 'hardware/keys/test-keys.yaml'), 'utf8').match(/[0-9A-F]{32}/g) ?? [];
  expect(keys.length).toBe(5);
  const all = Object.values(texts).join('\n').toUpperCase();
  expect(keys.filter((key) => all.includes(key))).toEqual([]);
});
