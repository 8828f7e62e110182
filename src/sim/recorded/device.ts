import { z } from 'zod';
import { fromHex, toHex } from '../../core/bytes.ts';
import type { Clock } from '../../core/clock.ts';
import { parseDocument, parsedBy } from '../../core/documents.ts';
import { type Eui64, eui64Bytes, formatObis, type Obis } from '../../core/identifiers.ts';
import { Random } from '../../core/random.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import { decodeData, encodeData } from '../../protocol/cosem/axdr.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { usableCounter } from '../../protocol/cosem/security/invocation-counter.ts';
import type { ClientPolicy, LogicalDevice } from '../../protocol/cosem/server/logical-device.ts';
import { count, whole } from '../classes/value-schemas.ts';
import { conformance } from '../device/communication-objects.ts';
import { hdlcParameters } from '../device/line-parameters.ts';
import type { OperationResult } from '../device/operations.ts';
import type { Alert, SimulatedDevice } from '../device/simulated-device.ts';
import type { DeviceKeys } from '../files/keys.ts';
import { countersOf } from './counters.ts';
import type { RecordedModel } from './model.ts';
import type { RecordedAttribute, RecordedState } from './state.ts';
import { recordedTree } from './tree.ts';
import type { RecordedValues } from './values.ts';

/** A device as it was found, with what is needed to serve it again. */
export interface Recording {
  readonly model: RecordedModel;
  readonly state: RecordedState;
  /** Not there where only the public client asked. */
  readonly keys: DeviceKeys | undefined;
}

const clientCounters = z.strictObject({ nextAccepted: count, nextSent: count }).readonly();
const savedSchema = z.strictObject({
  ahead: whole,
  challenges: count,
  clients: z.strictObject({ 1: clientCounters, 2: clientCounters }).readonly(),
  /** What was written, by logical name and attribute. */
  written: z
    .record(
      z.string(),
      parsedBy<Data>((text) => decodeData(fromHex(text))),
    )
    .readonly(),
});
type Live = z.infer<typeof savedSchema>;

/**
 * A device that was recorded, served again: it says what it said then, and keeps what is written to it. Only its clock
 * goes on, and what an association needs is alive: challenges and invocation counters.
 */
export class RecordedDevice implements SimulatedDevice, RecordedValues {
  readonly recording: Recording;
  readonly opticalPort = undefined;
  /** It has nothing to tell by itself. */
  onAlert: ((alert: Alert) => void) | undefined;
  onChanged: (() => void) | undefined;
  readonly logicalDevices: readonly LogicalDevice<unknown>[];
  readonly #clock: Clock;
  #live: Live;

  /** @throws DocumentErrors where `saved` isn't what `save` gave */
  constructor(recording: Recording, clock: Clock, saved?: string) {
    this.recording = recording;
    this.#clock = clock;
    const { model, state } = recording;
    this.#live =
      saved === undefined
        ? { ahead: state.clock?.ahead ?? 0, challenges: 0, clients: countersOf(state), written: {} }
        : parseDocument(saved, 'the saved state', savedSchema);
    const sap = model.addressing['server-sap'];
    this.logicalDevices = [
      {
        sap,
        tree: recordedTree(model, state) as LogicalDevice<unknown>['tree'],
        device: this,
        systemTitle: eui64Bytes(state.eui64),
        conformance,
        maxReceivePduSize: model.addressing['max-receive-pdu-size'],
        client: (client) => this.#policy(client),
        random: (length) => this.#random(length),
      },
    ];
  }

  get eui64(): Eui64 {
    return this.recording.state.eui64;
  }

  get type(): DeviceType {
    return this.recording.model.type;
  }

  get hdlc(): SimulatedDevice['hdlc'] {
    const { addressing } = this.recording.model;
    return {
      physicalAddress: addressing['hdlc-address'],
      parameters: hdlcParameters,
      inactivity: Temporal.Duration.from({ seconds: addressing['hdlc-inactivity-seconds'] }),
    };
  }

  isPowered(): boolean {
    return true;
  }

  /** Always: nothing takes it away. */
  poweredSince(): number {
    return 0;
  }

  settle(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** Nothing is known of what stands behind its objects. */
  operate(): OperationResult {
    return 'refused';
  }

  save(): string {
    const written = Object.entries(this.#live.written).map(([place, value]) => [place, toHex(encodeData(value))]);
    return JSON.stringify({ ...this.#live, written: Object.fromEntries(written) });
  }

  time(): number {
    return this.#clock.milliseconds() + this.#live.ahead;
  }

  setTime(time: number): void {
    this.#live = { ...this.#live, ahead: time - this.#clock.milliseconds() };
  }

  nextAccepted(client: 1 | 2): number {
    return this.#live.clients[client].nextAccepted;
  }

  recorded(object: Obis, attribute: number): RecordedAttribute | undefined {
    return this.recording.state.objects[formatObis(object)]?.[attribute];
  }

  written(object: Obis, attribute: number): Data | undefined {
    return this.#live.written[placeOf(object, attribute)];
  }

  write(object: Obis, attribute: number, value: Data): void {
    this.#live = { ...this.#live, written: { ...this.#live.written, [placeOf(object, attribute)]: value } };
  }

  #policy(client: number): ClientPolicy | undefined {
    const { model, keys } = this.recording;
    if (!(model.clients as readonly number[]).includes(client)) return undefined;
    if (client === 16) return { mechanism: 'none', securityPolicy: 'none' };
    if ((client !== 1 && client !== 2) || keys === undefined) return undefined;
    return {
      mechanism: 'hls-gmac',
      securityPolicy: 'authenticated-encrypted',
      keys: () => keys.clients[client],
      nextCounterAccepted: () => this.nextAccepted(client),
      acceptCounter: (counter) => this.#count(client, { nextAccepted: counter + 1 }),
      takeCounter: () => {
        const taken = usableCounter(this.#live.clients[client].nextSent);
        this.#count(client, { nextSent: taken + 1 });
        return taken;
      },
    };
  }

  #count(client: 1 | 2, change: Partial<Live['clients'][1]>): void {
    const { clients } = this.#live;
    this.#live = { ...this.#live, clients: { ...clients, [client]: { ...clients[client], ...change } } };
  }

  #random(length: number): Uint8Array {
    const { challenges } = this.#live;
    this.#live = { ...this.#live, challenges: challenges + 1 };
    return new Random(`${this.eui64}/${this.recording.state.taken}/${challenges}`).bytes(length);
  }
}

function placeOf(object: Obis, attribute: number): string {
  return `${formatObis(object)}/${attribute}`;
}
