import { describe, expect, it } from 'vitest';
import type { VirtualClock } from '../../../src/core/clock.ts';
import { defectCatalogue, findDefect } from '../../../src/sim/defects/catalogue.ts';
import type { Defect } from '../../../src/sim/defects/defect.ts';
import type { SimulatedDevice } from '../../../src/sim/device/simulated-device.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { createGsme } from '../../../src/sim/gsme/create.ts';
import type { GsmeEntry, HubEntry } from '../../../src/sim/installation/entries.ts';
import { SimulatedInstallation } from '../../../src/sim/installation/simulated-installation.ts';
import { finders } from '../../harness/runner/finders.ts';
import { firstDifference, transcriptOf } from './transcript.ts';

const installation = await loadInstallation('hardware/installations/moc-mds-dual-fuel.yaml');
const { devices, seed, start } = installation;
const { keys } = devices.esme;

type Make = (clock: VirtualClock, defects: readonly Defect[]) => SimulatedDevice;

/** A device of each type, with defects. */
const makers = {
  ESME: (clock, defects) => createEsme({ ...devices.esme, defects }, clock, seed),
  GSME: (clock, defects) => createGsme({ ...(devices.gsme as GsmeEntry), defects }, clock, seed),
  CHF(clock, defects) {
    const hub = { ...(devices.hub as HubEntry), defects };
    const unit = new SimulatedInstallation({ ...installation, devices: { ...devices, hub } }, clock);
    unit.sms();
    return unit.hub as SimulatedDevice;
  },
} as const satisfies Record<string, Make>;

describe('the catalogue of defects', () => {
  it('has at least sixty, each with a name of its own and a sentence', () => {
    expect(defectCatalogue.length).toBeGreaterThanOrEqual(60);
    expect(new Set(defectCatalogue.map(({ name }) => name)).size).toBe(defectCatalogue.length);
    for (const defect of defectCatalogue) {
      expect(defect.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(defect.meaning).toMatch(/^[A-Z].*[^.]$/);
      expect(findDefect(defect.name)).toBe(defect);
    }
  });
});

const page = `# Defects

Wrong behaviours that a simulated device can be given, as a real one with bad firmware might have them: by name under
\`defects\` of the device in an [installation file](files.md). Each is a change of the device's design and nothing else,
and each one shows. The last column names the tests of the packs \`first-light\` that find it in an electricity meter.

| name | what is wrong | devices | found by |
|---|---|---|---|
${defectCatalogue
  .map(
    ({ name, meaning, types }) =>
      `| \`${name}\` | ${meaning} | ${types.join(', ')} | ${(finders[name] ?? []).join(', ')} |`,
  )
  .join('\n')}
`;

it('the page of the defects is that of the catalogue', async () => {
  await expect(page).toMatchFileSnapshot('../../../docs/reference/defects.md');
});

describe.each(Object.keys(makers) as (keyof typeof makers)[])('a device of type %s', (type) => {
  const make = (...defects: readonly Defect[]) =>
    [(clock: VirtualClock) => makers[type](clock, defects), start, keys] as const;
  const sound = transcriptOf(...make());

  it('is the same twice', () => {
    expect(firstDifference(sound, ...make())).toBeUndefined();
  });

  // A defect that several types can have is tried on one of them, each type in its turn.
  const its = defectCatalogue.filter(({ types }, index) => types[index % types.length] === type);

  it.each(its)('shows $name', (defect) => {
    expect(firstDifference(sound, ...make(defect))).toBeDefined();
  });
});
