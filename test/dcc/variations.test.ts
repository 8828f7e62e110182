import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { type ServiceVariations, serviceVariations } from '../../src/core/srv/service-variations.ts';
import { refuseUnknownSteps, variationFor } from '../../src/dcc/s1sp/variations.ts';
import { simTarget } from '../../src/harness/runner/sim-target.ts';
import { TestStand } from '../../src/harness/runner/stand.ts';
import { shipped } from '../support/command.ts';
import { Enrolled } from './enrolled.ts';
import { sampleParameters } from './sample-requests.ts';

let e: Enrolled | undefined;
afterEach(async () => {
  await e?.close();
  e = undefined;
});

async function open(name: string, services?: ServiceVariations): Promise<Enrolled> {
  e = await Enrolled.open(name, {}, services);
  return e;
}

const period = (of: Enrolled) => {
  const now = of.target.clock.now();
  return { ReadLogPeriod: { StartDateTime: now.subtract({ hours: 24 * 6 }).toString(), EndDateTime: now.toString() } };
};

describe('device model, services', () => {
  it.each([
    ['gsme', '4.6.1'],
    ['gsme', '4.17'],
    ['gpf', '4.6.1'],
    ['gpf', '4.17'],
  ])('%s, SRV %s: a daily profile that takes no range is read by entry, and no otherwise', async (role, srv) => {
    const itron = await open('ioc-itron-dual-fuel');
    // The mirror has what the hub has heard of the meter.
    await itron.sleep({ hours: 1 });
    const { responseCode, body } = await itron.submit(role, srv, period(itron));
    expect(responseCode).toBe('I0');
    expect(JSON.stringify(body).match(/"Timestamp"|"Date"/g)?.length ?? 0).toBeGreaterThanOrEqual(5);
    await itron.close();
    const asOthers = await open('ioc-itron-dual-fuel', { [srv]: { refuses: { Nothing: [1] } } });
    await asOthers.sleep({ hours: 1 });
    expect(await asOthers.submit(role, srv, period(asOthers))).toMatchObject({
      responseCode: 'E1000',
      debug: [{ error: expect.stringContaining('scope-of-access-violated') }],
    });
  });

  it('SRV 7.2, 7.3, 7.1 at a meter that is asked by scripts: by scripts alone', async () => {
    const elster = await open('ioc-elster-dual-fuel');
    for (const srv of ['7.2', '7.3', '7.1']) {
      elster.takeOperations('esme');
      expect(await elster.submit('esme', srv)).toMatchObject({ responseCode: 'I0' });
      const changes = elster.takeOperations('esme').filter((operation) => !operation.includes(' get '));
      for (const change of changes) expect(change).toMatch(/^1 action 0\.0\.10\.0\.106\.255 1: success$/);
      expect(changes.length).toBeGreaterThan(0);
    }
  });

  it('SRV 6.26 at a model that does not support it: E11, and nothing is sent', async () => {
    const itron = await open('ioc-itron-dual-fuel');
    const parameters = { DailyTariffBlockCounterMatrixReset: true };
    expect(await itron.submit('esme', '6.26', parameters)).toMatchObject({ responseCode: 'E11' });
    expect(itron.takeOperations('esme')).toEqual([]);
    await itron.close();
    const asOthers = await open('ioc-itron-dual-fuel', { '6.26': { refuses: { Nothing: [1] } } });
    expect(await asOthers.submit('esme', '6.26', parameters)).toMatchObject({
      responseCode: 'E1000',
      debug: [{ error: expect.stringContaining('object-undefined') }],
    });
  });

  it('SRV 6.5 with a value that the model does not take: E1000 with the reason, and nothing is sent', async () => {
    const landis = await open('foc-bg-dual-fuel');
    const world = { now: landis.target.clock.now(), other: landis.device('gpf').eui64 };
    const sound = sampleParameters('6.5', 'ESME', world) as { readonly RMSVoltageSettings: object };
    const refused = {
      ...sound,
      RMSVoltageSettings: { ...sound.RMSVoltageSettings, RMSExtremeUnderVoltageThreshold: 0 },
    };
    expect(await landis.submit('esme', '6.5', refused, 'ED')).toMatchObject({
      responseCode: 'E1000',
      debug: [
        {
          position: 1,
          responseCode: 250,
          error:
            'devices of this model do not take RMSVoltageSettings.RMSExtremeUnderVoltageThreshold: 0: nothing was sent',
        },
      ],
    });
    expect(landis.takeOperations('esme')).toEqual([]);
    expect(await landis.submit('esme', '6.5', sound, 'ED')).toMatchObject({ responseCode: 'I0' });
  });

  it('access control comes first: who may not ask is not told what a model takes', async () => {
    const itron = await open('ioc-itron-dual-fuel');
    const parameters = { DailyTariffBlockCounterMatrixReset: true };
    expect(await itron.submit('esme', '6.26', parameters, 'ED')).toMatchObject({ responseCode: 'E2' });
  });

  it('steps that nobody knows are refused before anything is run', async () => {
    const target = await simTarget(shipped('hardware/installations/moc-secure-dual-fuel.yaml'));
    const services = { '7.2': { steps: 'by-magic' } };
    const devices = target.devices.map((device) => ({ ...device, services }));
    const observer = { traffic: () => undefined, operation: () => undefined };
    expect(() => new TestStand({ ...target, devices }, new Random(1), observer)).toThrow(
      'services.7.2.steps: there are no such Equivalent Steps of this Service Request; found by-magic, of SRV 7.2 at a ' +
        'device of type ESME; expected one of by-script [service-steps-unknown]',
    );
    expect(() => refuseUnknownSteps({ '4.16': { steps: 'by-entry' } }, 'ESME')).toThrow('no other steps');
    // What is said of another type of device is none of this one's affair.
    expect(() => refuseUnknownSteps({ '4.16': { steps: 'by-entry' } }, 'CHF')).not.toThrow();
    await target.close();
  });
});

describe('refuses', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const asked = fc.record({ A: scalar, B: fc.record({ C: scalar }), D: fc.array(fc.record({ E: scalar })) });

  it('a value is refused exactly where it stands at the path, in a list as in a list of one', () => {
    fc.assert(
      fc.property(
        asked,
        fc.constantFrom('A', 'B.C', 'D.E'),
        fc.array(scalar, { minLength: 1 }),
        (given, path, values) => {
          const at = { A: [given.A], 'B.C': [given.B.C], 'D.E': given.D.map(({ E }) => E) }[path] ?? [];
          const judged = variationFor({ '1.6': { refuses: { [path]: values } } }, '1.6', given);
          expect(judged.kind).toBe(at.some((value) => values.includes(value)) ? 'refused' : 'as');
          expect(variationFor({ '1.5': { refuses: { [path]: values } } }, '1.6', given)).toEqual({ kind: 'as' });
        },
      ),
    );
  });

  it('nothing is refused where nothing is asked', () => {
    for (const given of [undefined, null, 7, 'A', [], {}, { A: null }, { A: { B: undefined } }]) {
      expect(variationFor({ '1.6': { refuses: { 'A.B': [1] } } }, '1.6', given)).toEqual({ kind: 'as' });
    }
  });

  it.each([
    [{ '99.1': 'unsupported' }, 'an SRV of DUIS 5.4'],
    [{ '7.1': 'refused' }, 'unsupported'],
    [{ '7.1': {} }, 'steps or refuses'],
    [{ '7.1': { refuses: { 'A..B': [1] } } }, 'names of parameters'],
    [{ '7.1': { refuses: { A: [] } } }, '>=1'],
  ])('a file cannot say %j', (services, message) => {
    expect(JSON.stringify(serviceVariations.safeParse(services).error?.issues)).toContain(message);
  });
});
