import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carryOut, prepareRun, type RunOptions } from '../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../src/harness/runner/sim-target.ts';
import { findDefect } from '../../src/sim/defects/catalogue.ts';
import { newFolder, newPath } from '../support/scratch.ts';

type Device = 'esme' | 'gsme';

/** Defects of what these sets are about, by device, each with a test that fails with it. */
const finders: { readonly [D in Device]: Readonly<Record<string, string>> } = {
  esme: {
    'import-register-wrong-scaler': 'SRV-4.1.1-load',
    'import-register-in-kwh': 'SRV-4.1.1-esme',
    'import-register-wrong-unit': 'SRV-4.1.1-esme',
    'import-register-goes-back-at-midnight': 'SRV-4.1.1-midnight-esme',
    'import-register-frozen': 'SRV-4.1.1-load',
    'consumption-for-anyone': 'COSEM-consumption-rights',
    'consumption-for-no-one': 'SRV-4.1.1-esme',
    'import-register-writable': 'COSEM-consumption-rights',
    'object-too-many': 'COSEM-consumption-rights',
    'import-and-export-swapped': 'SRV-4.1.1-esme',
    'power-says-kilowatts': 'SRV-4.16',
    'power-in-kilowatts': 'SRV-4.1.1-load',
    'profile-ignores-range': 'SRV-4.8.1-thirteen-months-esme',
    'profile-newest-first': 'SRV-4.8.1-esme',
    'profile-loses-row-at-clock-change': 'SRV-4.8.1-clock',
    'profile-row-twice-at-midnight': 'SRV-4.8.1-esme',
    'profile-row-missing-at-noon': 'SRV-4.8.1-esme',
    'profile-does-not-mark-clock-change': 'SRV-4.8.1-clock',
    'profile-shorter-than-thirteen-months': 'SRV-4.8.1-thirteen-months-esme',
    'daily-log-a-day-late': 'SRV-4.6.1-esme',
    'voltage-in-whole-volts': 'COSEM-voltage',
    'voltage-threshold-not-stored': 'SRV-6.5-apart',
    'voltage-not-counted': 'SRV-4.10-average-over',
    'voltage-counter-not-reset': 'SRV-6.5-counters',
    'voltage-not-told': 'SRV-6.5-beyond-over',
    'network-log-newest-first': 'SRV-4.10',
    'maximum-demand-not-reset': 'COSEM-maximum-demand',
    'supply-not-disabled': 'SRV-7.2-7.1',
    'supply-state-not-updated': 'SRV-7.2-7.1',
    'supply-state-always-disabled': 'SRV-7.4-esme',
    'supply-never-enabled-again': 'SRV-7.2-7.1',
    'supply-enabled-by-arming': 'SRV-7.3',
    'supply-by-anyone': 'COSEM-supply-rights-esme',
    'supply-mode-not-stored': 'COSEM-supply-mode-esme',
    'supply-change-not-logged': 'SRV-7.2-7.1',
    'supply-button-does-nothing': 'SRV-7.3',
    'supply-enabled-by-power-cut': 'SRV-7.4-power',
    'load-limit-not-stored': 'SRV-6.4.1-usual',
    'power-failures-not-counted': 'SRV-8F35-short',
    'outage-not-told': 'SRV-8F35-short',
    'outage-not-logged': 'SRV-8F35-long',
  },
  gsme: {
    'volume-in-cubic-metres': 'SRV-4.1.1-gpf',
    'volume-wrong-unit': 'SRV-4.1.1-gsme',
    'volume-goes-back-at-midnight': 'SRV-4.1.1-midnight-gsme',
    'volume-frozen': 'SRV-4.1.1-burning',
    'energy-not-converted': 'COSEM-energy',
    'calorific-value-not-stored': 'SRV-6.6',
    'conversion-factor-not-stored': 'SRV-6.6',
    'gas-profile-row-missing-at-noon': 'SRV-4.8.1-gsme',
    'gas-profile-newest-first': 'SRV-4.8.1-gpf',
    'valve-opened-from-afar': 'SRV-7.2-gas',
    'battery-always-full': 'COSEM-battery',
    'low-battery-not-told': 'SRV-8F1F',
    'reverse-flow-unnoticed': 'SRV-81B6',
    'supply-not-disabled': 'SRV-7.2-gas',
    'supply-state-not-updated': 'SRV-7.2-gas',
    'supply-state-always-disabled': 'SRV-7.4-gsme',
    'supply-enabled-by-arming': 'SRV-7.2-gas',
    'supply-by-anyone': 'COSEM-supply-rights-gsme',
    'supply-mode-not-stored': 'COSEM-supply-mode-gsme',
    'supply-change-not-logged': 'SRV-7.2-gas',
    'supply-button-does-nothing': 'SRV-7.2-gas',
    'supply-enabled-by-power-cut': 'SRV-7.4-battery-cut',
  },
};

const installation = 'hardware/installations/foc-np-dual-fuel.yaml';
const options: RunOptions = { packs: [packOfThese()], target: { sim: installation }, tool: 's1bench 0' };
const whole = await prepareRun(options);

/** A pack of these four sets alone: a pack names files below its own folder. */
function packOfThese(): string {
  const folder = newFolder();
  const sets = ['reading', 'network', 'supply', 'gas'];
  for (const set of sets) cpSync(`testpacks/standard-dmct-srv/shared/${set}.yaml`, join(folder, `${set}.yaml`));
  const include = sets.map((set) => `${set}.yaml`).join(', ');
  const file = join(folder, 'pack.yaml');
  writeFileSync(file, `kind: test-pack\nid: sets\ntitle: Sets\nversion: 1.0.0\ninclude: [${include}]\n`);
  return file;
}

describe('reading, network, supply and gas of the standard DMCT SRV packs', () => {
  it('pass on a sound installation', async () => {
    const run = await carryOut(whole, { ...options, out: newPath() });
    expect(run.tests.filter(({ verdict }) => verdict !== 'passed').map(({ test }) => test)).toEqual([]);
  });

  describe.each(['esme', 'gsme'] as const)('%s', (device) => {
    it.each(Object.entries(finders[device]))('%s makes %s fail', async (name, id) => {
      const defect = findDefect(name) ?? expect.fail(`no defect ${name}`);
      const target = await simTarget(installation, { defects: { [device]: [defect] } });
      const tests = whole.tests.filter(({ test }) => test.id === id);
      const run = await carryOut({ ...whole, target, tests }, { ...options, out: newPath() });
      expect(run.tests.map(({ verdict }) => verdict)).toEqual(['failed']);
    });
  });
});
