import { VirtualClock } from '../../../src/core/clock.ts';
import { S1benchError } from '../../../src/core/errors.ts';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import type { DeviceType } from '../../../src/core/srv/catalogue.ts';
import type { CosemServices } from '../../../src/dcc/device/services.ts';
import { Inventory, type InventoryDevice } from '../../../src/dcc/inventory.ts';
import { Device, StepFailed } from '../../../src/dcc/s1sp/device.ts';
import { type Prepared, prepare, type StepContext } from '../../../src/dcc/s1sp/equivalent-steps.ts';
import { equivalentStepsBySrv } from '../../../src/dcc/s1sp/steps/all.ts';
import { soundParameters } from '../../../src/dcc/sound-request.ts';
import { decodeData, encodeData } from '../../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { everyRequest, sampleParameters } from '../../dcc/sample-requests.ts';
import { data } from '../../support/arbitraries.ts';
import { Broken, type Taker, type Target } from '../target.ts';
import { contentsOf, transplanted } from './messages.ts';
import { sample } from './sample.ts';
import { type Kind, Subject } from './subject.ts';

const kinds: { readonly [Type in DeviceType]?: Kind } = { ESME: 'esme', GSME: 'gsme', GPF: 'gpf', CHF: 'hub' };
const USER = parseEui64('00-00-5E-EF-10-00-01-01');
/** Of how many answers one is damaged, lost, or a refusal. */
const DAMAGED = 10;
const LOST = 60;
const REFUSED = 60;

/** A device that says what a simulated one of its type does, as long as nothing is damaged. */
interface Respondent {
  readonly type: DeviceType;
  readonly entry: InventoryDevice;
  readonly contents: ReturnType<typeof contentsOf>;
  /** Every request that it can be sent, in every way that it can be carried out. */
  readonly requests: readonly Prepared[];
  readonly now: Temporal.Instant;
}

function respondent(type: DeviceType, kind: Kind): Respondent {
  const subject = new Subject(new Random('contents'), kind);
  const now = subject.clock.now();
  const world = { now, other: subject.device.eui64 };
  const requests = everyRequest
    .filter(([, of]) => of === type)
    .flatMap(([srv]) => {
      const steps = equivalentStepsBySrv.get(srv)?.on[type];
      if (steps === undefined) throw new Broken(`SRV ${srv} without steps`);
      const parameters = soundParameters(srv, sampleParameters(srv, type, world), type);
      return [undefined, ...Object.keys(steps.alternatives)].map((way) => prepare(srv, steps, parameters, way));
    });
  const entry: InventoryDevice = {
    id: subject.device.eui64,
    type,
    manufacturer: '',
    model: '',
    status: 'Commissioned',
    registrations: [],
  };
  return { type, entry, contents: contentsOf(subject), requests, now };
}

/** Devices of every type with the attributes of simulated ones, one value in which is any other. */
function performing(random: Random): Taker {
  const respondents = Object.entries(kinds).map(([type, kind]) => respondent(type as DeviceType, kind));
  const hub = respondents.find(({ type }) => type === 'CHF') as Respondent;
  return async (input, mutated) => {
    const other = decodedOr(input, mutated(input));
    const asked = respondents[random.below(respondents.length)] as Respondent;
    const request = asked.requests[random.below(asked.requests.length)] as Prepared;
    const deviceOf = (of: Respondent): Device => new Device(answering(of, other, random));
    const { now } = asked;
    const entry = asked === hub ? hub.entry : { ...asked.entry, hub: hub.entry.id };
    const context: StepContext = {
      entry,
      clock: new VirtualClock(now),
      user: { id: USER, role: 'IS' },
      inventory: new Inventory([entry, hub.entry], []),
      random,
      elsewhere: (id, work) => work(deviceOf(id === hub.entry.id ? hub : asked)),
    };
    try {
      await request.perform(deviceOf(asked), context);
    } catch (error) {
      // What a step can't make sense of fails it. Anything else would be an error of the tool.
      if (error instanceof S1benchError && !(error instanceof StepFailed)) throw new Broken(error.message);
      throw error;
    }
  };
}

/** Any value: what can't be read as one is undamaged. */
function decodedOr(input: Uint8Array, damaged: Uint8Array): Data {
  try {
    return decodeData(damaged);
  } catch (error) {
    if (!(error instanceof S1benchError)) throw error;
    return decodeData(input);
  }
}

function answering({ contents }: Respondent, other: Data, random: Random): CosemServices {
  const oneIn = (many: number): boolean => random.below(many) === 0;
  const lose = (): void => {
    if (oneIn(LOST)) throw new S1benchError('device-no-response', { found: 'a lost message' });
  };
  return {
    get: async ({ instance, attribute }) => {
      lose();
      const content = contents.find(([one]) => one.instance === instance && one.attribute === attribute);
      if (content === undefined || oneIn(REFUSED)) return { error: 'object-undefined' };
      return { data: oneIn(DAMAGED) ? transplanted(content[1], other, random) : content[1] };
    },
    set: async () => {
      lose();
      return oneIn(REFUSED) ? 'read-write-denied' : 'success';
    },
    action: async () => {
      lose();
      return { result: oneIn(REFUSED) ? 'temporary-failure' : 'success' };
    },
  };
}

export const equivalentStepsTargets: readonly Target[] = [
  { name: 'Equivalent Steps', cost: 4, corpus: () => sample(data, encodeData), start: performing },
];
