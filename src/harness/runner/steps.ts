import { fromHex } from '../../core/bytes.ts';
import type { Clock } from '../../core/clock.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { parseEui64 } from '../../core/identifiers.ts';
import { findSrv, isNonDevice } from '../../core/srv/catalogue.ts';
import type { AccessSelection } from '../../protocol/cosem/apdu/descriptors.ts';
import { rangeByTime, selectionOf } from '../../protocol/cosem/selective-access.ts';
import { asInstant } from '../checks/instant.ts';
import { dataFromJson } from '../cosem-data.ts';
import { type JsonObject, toJson } from '../json.ts';
import type { ActionName, Actions } from '../pack/action.ts';
import { parseSpan } from '../pack/span.ts';
import type { Dialogue } from './dialogue.ts';
import {
  describeAction,
  describeAnswer,
  describeEncoded,
  describeGet,
  describeMessages,
  describeTerms,
  outcomeOf,
} from './outcome.ts';
import { userOfRole } from './parties.ts';
import type { TestStand } from './stand.ts';
import type { KnownDevice, Target, TargetDevice } from './target.ts';
import { carryOutDeed, powerDeed, promptDeed, tamperDeed } from './world.ts';

/** What a step works with. */
export interface StepContext {
  readonly stand: TestStand;
  readonly target: Target;
  readonly device: TargetDevice | KnownDevice;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The clients that the test has opened, by the role of the device. */
  readonly dialogues: Map<string, Dialogue>;
}

type Performer<Name extends ActionName> = (context: StepContext, action: Actions[Name]) => Promise<JsonObject>;

/** How each action is carried out, and what its outcome looks like to checks. */
export const performers: { readonly [Name in ActionName]: Performer<Name> } = {
  request: async ({ stand, device }, { srv, role, user, target, parameters, ...how }) => {
    const variant = findSrv(srv);
    const addressee = target === undefined ? device.eui64 : parseEui64(target);
    const toDcc = target === undefined && variant !== undefined && isNonDevice(variant);
    const submitted = stand.dcc.submit({
      srv,
      user: { id: user === undefined ? userOfRole(role).id : parseEui64(user), role },
      ...(!toDcc && { target: addressee }),
      ...(how['command-variant'] !== undefined && { commandVariant: how['command-variant'] }),
      ...(how['web-service'] !== undefined && { webService: how['web-service'] }),
      parameters,
    });
    try {
      return toJson(await submitted) as JsonObject;
    } catch (error) {
      if (how.unsound !== true || !isS1benchError(error, 'service-request-invalid')) throw error;
      return describeRefusal(error);
    }
  },

  await: async ({ stand, device, clock, signal }, message) => {
    const to = message.to === undefined ? undefined : userOfRole(message.to).id;
    const taken = await stand.inbox.take(
      { message, device: device.eui64, to },
      parseSpan(message.within),
      clock,
      signal,
    );
    return taken === undefined ? { result: 'none' } : { result: 'arrived', ...describeMessages(taken) };
  },

  vend: async ({ stand, device }, { pence, key }) => ({
    UTRN: await stand.vend(reachable(device), pence as number, key),
  }),

  associate: async ({ stand, device, dialogues }, options) => {
    const dialogue = await stand.dialogue(reachable(device), options);
    dialogues.set(device.role, dialogue);
    return outcomeOf(dialogue.associate(), describeTerms);
  },

  get: (context, { class: classId, object: instance, attribute, range, entry, encoded }) => {
    const selection = range === undefined ? entry && byEntry(entry) : byRange(range);
    const descriptor = { classId, instance, attribute, ...(selection !== undefined && { selection }) };
    return outcomeOf(
      dialogueOf(context).perform((client) => client.get(descriptor)),
      encoded === true ? describeEncoded : describeGet,
    );
  },

  set: (context, { class: classId, object: instance, attribute, value }) =>
    outcomeOf(
      dialogueOf(context).perform((client) => client.set({ classId, instance, attribute }, dataFromJson(value))),
      (result) => ({ result }),
    ),

  action: (context, { class: classId, object: instance, method, value }) =>
    outcomeOf(
      dialogueOf(context).perform((client) =>
        client.action({ classId, instance, method }, value === undefined ? undefined : dataFromJson(value)),
      ),
      describeAction,
    ),

  'transfer-keys': (context, { client: name, keys }) => {
    const { classId, instance, method, parameters } = context.stand.keyTransfer(reachable(context.device), name, keys);
    return outcomeOf(
      dialogueOf(context).perform((client) => client.action({ classId, instance, method }, parameters)),
      describeAction,
    );
  },

  release: (context) =>
    outcomeOf(
      dialogueOf(context).perform((client) => client.release()),
      () => ({ result: 'released' }),
    ),

  replay: (context) => outcomeOf(dialogueOf(context).replay(), describeAnswer),

  send: (context, { apdu }) => outcomeOf(dialogueOf(context).send(fromHex(apdu)), describeAnswer),

  power: (context, is) => carryOutDeed(context, powerDeed(is, context.device.role)),

  tamper: (context, of) => carryOutDeed(context, tamperDeed(of, context.device.role)),

  prompt: (context, of) => carryOutDeed(context, promptDeed(of)),

  migrate: ({ stand, signal }, options) => stand.migrate(options, signal),

  wait: async ({ clock, signal }, span) => {
    await clock.sleep(parseSpan(span), signal);
    return { until: clock.now().toString() };
  },
};

/** @throws `device-route-unknown` */
function reachable(device: TargetDevice | KnownDevice): TargetDevice {
  if ('openWire' in device) return device;
  throw new S1benchError('device-route-unknown', { found: `${device.role}, which is only known by its EUI-64` });
}

/** Of a request that was never sent. */
function describeRefusal({ code, where, expected }: S1benchError): JsonObject {
  return {
    refused: code,
    ...(where?.path !== undefined && { at: where.path }),
    ...(expected !== undefined && { expected }),
  };
}

/** @throws `pack-step-without-association` */
function dialogueOf({ dialogues, device }: StepContext): Dialogue {
  const dialogue = dialogues.get(device.role);
  if (dialogue === undefined) throw new S1benchError('pack-step-without-association', { found: device.role });
  return dialogue;
}

function byRange({ from, to }: NonNullable<Actions['get']['range']>): AccessSelection {
  const bound = (text: string): Temporal.Instant => {
    const instant = asInstant(text);
    if (instant === undefined) throw new S1benchError('pack-value-invalid', { found: text, expected: 'an instant' });
    return instant;
  };
  return rangeByTime(bound(from), bound(to));
}

function byEntry(entry: NonNullable<Actions['get']['entry']>): AccessSelection {
  return selectionOf({
    kind: 'entry',
    fromEntry: entry.from,
    toEntry: entry.to,
    fromSelectedValue: entry['from-column'],
    toSelectedValue: entry['to-column'],
  });
}
