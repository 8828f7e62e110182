import { S1benchError } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import type { CosemServices } from '../../../src/dcc/device/services.ts';
import { Inventory, type InventoryDevice } from '../../../src/dcc/inventory.ts';
import { Device } from '../../../src/dcc/s1sp/device.ts';
import { prepare } from '../../../src/dcc/s1sp/equivalent-steps.ts';
import { equivalentStepsBySrv } from '../../../src/dcc/s1sp/steps/all.ts';
import { decodeData, encodeData } from '../../../src/protocol/cosem/axdr.ts';
import { data } from '../../support/arbitraries.ts';
import { Broken, type Taker, type Target } from '../target.ts';
import { contentsOf, transplanted } from './messages.ts';
import { sample } from './sample.ts';
import { Subject } from './subject.ts';

const ReadLogPeriod = { StartDateTime: '2026-01-15T00:00:00Z', EndDateTime: '2026-01-15T10:20:00Z' };
const parameters: Readonly<Record<string, unknown>> = {
  '4.8.1': { ReadLogPeriod },
  '6.11': { CurrentDateTime: '2026-01-15T10:20:00Z', TolerancePeriod: 86_400 },
  '6.13': { ReadLogPeriod, LogToRead: 'Event' },
};

/** A device with the attributes of the simulated meter, one value in which is any other. */
function performing(random: Random): Taker {
  const meter = new Subject(new Random('contents'));
  const contents = contentsOf(meter);
  const entry: InventoryDevice = {
    id: meter.device.eui64,
    type: 'ESME',
    manufacturer: '',
    model: '',
    status: 'Commissioned',
    registrations: [],
  };
  const requests = [...equivalentStepsBySrv.values()].flatMap(({ srv, on }) =>
    on.ESME?.parameters.safeParse(parameters[srv] ?? {}).success ? [prepare(srv, on.ESME, parameters[srv])] : [],
  );
  return async (input, mutated) => {
    const other = decodeData(mutated(input));
    const services: CosemServices = {
      get: async ({ instance, attribute }) => {
        const content = contents.find(([one]) => one.instance === instance && one.attribute === attribute);
        if (content === undefined) return { error: 'object-undefined' };
        return { data: random.below(2) === 0 ? content[1] : transplanted(content[1], other, random) };
      },
      set: async () => 'success',
      action: async () => ({ result: 'success' }),
    };
    const request = requests[random.below(requests.length)] as (typeof requests)[number];
    try {
      await request.perform(new Device(services), {
        entry,
        clock: meter.clock,
        user: { id: entry.id, role: 'IS' },
        inventory: new Inventory([entry], []),
        random,
        elsewhere: (_, work) => work(new Device(services)),
      });
    } catch (error) {
      if (error instanceof S1benchError && !error.code.startsWith('step-')) throw new Broken(error.message);
      throw error;
    }
  };
}

export const equivalentStepsTargets: readonly Target[] = [
  { name: 'Equivalent Steps', corpus: () => sample(data, encodeData), start: performing },
];
