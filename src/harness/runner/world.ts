import { S1benchError } from '../../core/errors.ts';
import type { Operation } from '../../sim/device/operations.ts';
import { type JsonObject, toJson } from '../json.ts';
import { type Actions, type Tamper, tamperOperation } from '../pack/action.ts';
import { parseSpan } from '../pack/span.ts';
import type { TestCase } from '../pack/test-case.ts';
import type { Target, TargetDevice } from './target.ts';

/** What is to be done to a device by hand: what is asked of a person, and the same as the simulator does it. */
interface Deed {
  readonly text: string;
  readonly simulated: Operation;
  /** How long a person may take. */
  readonly within: Temporal.Duration;
}

export interface WorldContext {
  readonly target: Target;
  readonly device: Pick<TargetDevice, 'role'>;
  readonly signal: AbortSignal;
}

const USUAL_PATIENCE = Temporal.Duration.from({ minutes: 10 });

export function powerDeed(is: Actions['power'], role: string): Deed {
  const of = role === 'gsme' ? 'the battery of gsme' : 'the mains of the dwelling';
  return { text: `Switch ${of} ${is}`, simulated: { kind: 'power', is }, within: USUAL_PATIENCE };
}

export function tamperDeed(of: Tamper, role: string): Deed {
  return { text: describeTamper(of, role), simulated: tamperOperation(of), within: USUAL_PATIENCE };
}

export function promptDeed({ text, simulated, within }: Actions['prompt']): Deed {
  return { text, simulated, within: parseSpan(within) };
}

/**
 * Has something done to a device, by the simulator or by a person.
 * @throws `target-operation-impossible`, `target-operator-silent`, `aborted`
 */
export async function carryOutDeed({ target, device, signal }: WorldContext, deed: Deed): Promise<JsonObject> {
  const { text, simulated, within } = deed;
  if (target.operate !== undefined) {
    return { result: await target.operate(device.role, simulated), simulated: toJson(simulated) };
  }
  if (target.ask === undefined) throw new S1benchError('target-operation-impossible', { found: text });
  return { result: await target.ask(text, within, signal), asked: text };
}

/** Why something that a test has done by hand can't be done here; nothing if it can, or where there is nothing. */
export function handsMissingFor(test: TestCase, target: Target): string | undefined {
  if (target.operate !== undefined || target.ask !== undefined) return undefined;
  const steps = [...test.preconditions, ...test.steps, ...test.cleanup];
  const step = steps.find(({ action: { name } }) => name === 'power' || name === 'tamper' || name === 'prompt');
  return step === undefined ? undefined : `nobody is there to do this by hand: ${step.action.name}`;
}

function describeTamper(of: Tamper, role: string): string {
  if ('cover' in of) return `${of.is === 'open' ? 'Open' : 'Close'} the ${of.cover} cover of ${role}`;
  if ('magnet' in of) return of.magnet === 'near' ? `Hold a magnet to ${role}` : `Take the magnet away from ${role}`;
  return of.tilt === 'tilted' ? `Tilt ${role}` : `Put ${role} upright`;
}
