import { z } from 'zod';
import { hardwareFaults, type Operation } from '../../sim/device/operations.ts';
import { spanSchema } from './span.ts';

const openOrClosed = z.enum(['open', 'closed']);
const cover = z.enum(['terminal', 'second-terminal', 'meter', 'battery']);
const offOrOn = z.enum(['off', 'on']);
const lostOrBack = z.enum(['lost', 'back']);
const magnet = z.enum(['near', 'gone']);
const tilt = z.enum(['tilted', 'upright']);
const digits = z.string();
const kind = <Kind extends Operation['kind']>(name: Kind): { kind: z.ZodLiteral<Kind> } => ({ kind: z.literal(name) });

/** What a simulated device can have done to it; see `Operation`. */
export const operationSchema: z.ZodType<Operation> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...kind('supply'),
    trigger: z.enum(['manual-disconnect', 'manual-reconnect', 'local-disconnect', 'local-reconnect']),
  }),
  z.strictObject({ ...kind('power'), is: offOrOn }),
  z.strictObject({ ...kind('cover'), which: cover, is: openOrClosed }),
  z.strictObject({ ...kind('magnet'), is: magnet }),
  z.strictObject({ ...kind('tilt'), is: tilt }),
  z.strictObject({ ...kind('battery'), percent: z.number().min(0).max(100) }),
  z.strictObject({ ...kind('load'), extra: z.number() }).describe('W, or litres an hour'),
  z.strictObject({ ...kind('voltage'), tenths: z.number().min(0).nullable() }).describe('0.1 V'),
  z.strictObject({
    ...kind('wiring'),
    fault: z.enum(['reverse-polarity', 'reverse-current', 'phase-sequence', 'none']),
  }),
  z.strictObject({ ...kind('gas'), fault: z.enum(['air', 'reverse-flow', 'uncontrolled-flow', 'none']) }),
  z.strictObject({ ...kind('drift'), ppm: z.number() }),
  z.strictObject({ ...kind('wan'), is: lostOrBack }),
  z.strictObject({ ...kind('han'), side: z.enum(['electricity', 'gas']), is: lostOrBack }),
  z.strictObject({ ...kind('hardware'), fault: z.enum(hardwareFaults), is: z.enum(['present', 'gone']).optional() }),
  z.strictObject({ ...kind('utrn'), digits }),
  z.strictObject(kind('emergency-credit')),
  z.strictObject(kind('acknowledge-message')),
  z.strictObject({ ...kind('pin'), digits }),
]) as z.ZodType<Operation>;

const tamper = z
  .union([z.strictObject({ cover, is: openOrClosed }), z.strictObject({ magnet }), z.strictObject({ tilt })])
  .describe('Somebody opens or closes a cover, holds a magnet to the device, or tilts it');

/** What is done to the devices and around them, by hand or by the simulator, and what takes its time. */
export const worldActions = {
  power: offOrOn.describe('The mains of the dwelling; of a gas meter, its battery'),
  tamper,
  prompt: z
    .strictObject({
      text: z.string().min(1).max(500).describe('What somebody at the bench is asked to do'),
      simulated: operationSchema.describe('The same, as it is done to a simulated device'),
      within: spanSchema.default('10m').describe('How long somebody may take for it'),
    })
    .describe('Something that only hands can do to the device of the step'),
  wait: spanSchema.describe('Lets time pass: 500ms, 10s, 30m, 1h, 2d'),
} as const;

export type Tamper = z.output<typeof tamper>;

/** What a step does to the world, as it is done to a simulated device. */
export function tamperOperation(of: Tamper): Operation {
  if ('cover' in of) return { kind: 'cover', which: of.cover, is: of.is };
  return 'magnet' in of ? { kind: 'magnet', is: of.magnet } : { kind: 'tilt', is: of.tilt };
}
