import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { type Eui64, formatObis, type Obis, parseObis } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import { type ApduLink, perform } from '../../links/wire.ts';
import type { ActionOutcome } from '../../protocol/cosem/apdu/action.ts';
import type { AttributeDescriptor, MethodDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import type { GetResult } from '../../protocol/cosem/apdu/get.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import { CosemClient } from '../../protocol/cosem/client/client.ts';
import { ServiceRefused } from '../../protocol/cosem/client/service-refused.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Exchange } from '../../protocol/cosem/exchange.ts';
import { ReceiverCounter } from '../../protocol/cosem/security/invocation-counter.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { InvocationCounters } from './counters.ts';
import type { DevicePort, PortHolder } from './port.ts';
import type { CosemServices } from './services.ts';

/** One COSEM operation on a device and what came of it, for evidence. Keys never pass here. */
export interface CosemOperation {
  readonly device: Eui64;
  readonly clientSap: number;
  readonly service: 'associate' | 'release' | 'get' | 'set' | 'action';
  readonly classId?: number;
  /** Logical name, `A.B.C.D.E.F`. */
  readonly object?: string;
  /** Of the attribute or method. */
  readonly index?: number;
  /** What was written, passed or read. */
  readonly value?: Data;
  /** `success`, the device's own name of its refusal, or the code of the error. */
  readonly result: string;
}

/** A client of a device. */
export interface ClientIdentity {
  readonly sap: number;
  /** What it takes to be believed, by HLS-GMAC; nothing for the public client. */
  readonly credentials?: {
    /** Eight bytes. */
    readonly systemTitle: Uint8Array;
    readonly keys: ClientKeys;
  };
}

export interface SessionParts {
  readonly device: Eui64;
  readonly port: DevicePort;
  readonly counters: InvocationCounters;
  readonly random: RandomSource;
  readonly observe?: (operation: CosemOperation) => void;
}

const PUBLIC_CLIENT = 16;
const DATA_CLASS = 1;
/** Service errors that say: the request was put aside unread. */
const NOT_TAKEN: readonly string[] = ['operation-not-possible', 'invocation-counter-error'];

/** Where a device keeps the invocation counter of a client's keys: E is the client's SAP. */
function counterObject(clientSap: number): Obis {
  return parseObis(`0.0.43.1.${clientSap}.255`);
}

interface Association {
  readonly link: ApduLink;
  readonly client: CosemClient;
}

type Operation = Omit<CosemOperation, 'device' | 'clientSap' | 'result'>;
type Outcome = Pick<CosemOperation, 'result' | 'value'>;

/**
 * The association of one client with one device: opened when it is first needed, kept from request to request, and
 * opened anew after a loss, as long as nothing can have been executed half: what was read may be read again, what was
 * written or invoked is never repeated.
 */
export class DeviceSession implements CosemServices, PortHolder {
  readonly clientSap: number;
  readonly #identity: ClientIdentity;
  readonly #parts: SessionParts;
  readonly #deviceCounter = new ReceiverCounter();
  #association: Association | undefined;
  #isCounterKnown = false;

  constructor(identity: ClientIdentity, parts: SessionParts) {
    this.clientSap = identity.sap;
    this.#identity = identity;
    this.#parts = parts;
  }

  /** Opens the association where none stands. @throws `device-unreachable` */
  async open(): Promise<void> {
    await this.#associated();
  }

  get(attribute: AttributeDescriptor): Promise<GetResult> {
    const operation = operationOn('get', attribute, attribute.attribute);
    return this.#carryOut(
      [operation],
      (client) => client.get(attribute),
      (result) => [outcomeOfGet(result)],
    );
  }

  /** Several attributes in one request. @throws `cosem-service-not-negotiated` where the device doesn't take that */
  getList(attributes: readonly AttributeDescriptor[]): Promise<readonly GetResult[]> {
    const operations = attributes.map((each) => operationOn('get', each, each.attribute));
    return this.#carryOut(
      operations,
      (client) => client.getList(attributes),
      (results) => results.map(outcomeOfGet),
    );
  }

  set(attribute: AttributeDescriptor, value: Data): Promise<DataAccessResult> {
    const operation = { ...operationOn('set', attribute, attribute.attribute), value };
    return this.#carryOut(
      [operation],
      (client) => client.set(attribute, value),
      (result) => [{ result }],
    );
  }

  action(method: MethodDescriptor, parameters?: Data): Promise<ActionOutcome> {
    const value = parameters === undefined ? {} : { value: parameters };
    const operation = { ...operationOn('action', method, method.method), ...value };
    return this.#carryOut(
      [operation],
      (client) => client.action(method, parameters),
      ({ result }) => [{ result }],
    );
  }

  async suspend(): Promise<void> {
    const association = this.#association;
    this.#association = undefined;
    if (association === undefined || !association.link.isOpen) return;
    await this.#release(association);
    await association.link.close();
  }

  async #carryOut<T>(
    operations: readonly Operation[],
    exchange: (client: CosemClient) => Exchange<T>,
    outcomesOf: (result: T) => readonly Outcome[],
    isSecondTime = false,
  ): Promise<T> {
    const { link, client } = await this.#associated();
    try {
      const result = await perform(link, exchange(client));
      const outcomes = outcomesOf(result);
      for (const [i, outcome] of outcomes.entries()) {
        const operation = operations[i];
        if (operation !== undefined) this.#observe({ ...operation, ...outcome });
      }
      return result;
    } catch (error) {
      for (const operation of operations) this.#observe({ ...operation, result: codeOf(error) });
      if (!isSecondTime && operations.every((each) => mayRepeat(each, error, link))) {
        await this.#abandon(link);
        return this.#carryOut(operations, exchange, outcomesOf, true);
      }
      // The device has answered, if not as hoped: the association stands.
      if (link.isOpen) throw error;
      throw new S1benchError('device-no-response', { found: messageOf(error), cause: error });
    }
  }

  /** Leaves an association that the device doesn't know of any more. */
  #abandon(link: ApduLink): Promise<void> {
    this.#association = undefined;
    this.#doubtCounter();
    return link.close();
  }

  async #associated(): Promise<Association> {
    if (this.#association?.link.isOpen) return this.#association;
    this.#association = undefined;
    try {
      await this.#learnCounter();
      this.#association = await this.#associate();
      return this.#association;
    } catch (error) {
      this.#doubtCounter();
      if (isS1benchError(error, 'device-unreachable')) throw error;
      throw new S1benchError('device-unreachable', { found: messageOf(error), cause: error });
    }
  }

  async #learnCounter(): Promise<void> {
    const { device, counters } = this.#parts;
    if (this.#identity.credentials === undefined || this.#isCounterKnown) return;
    if (!counters.isKnown(device, this.clientSap)) await learnCounter(this.clientSap, this.#parts);
    this.#isCounterKnown = true;
  }

  #doubtCounter(): void {
    this.#isCounterKnown = false;
    this.#parts.counters.doubt(this.#parts.device, this.clientSap);
  }

  async #associate(): Promise<Association> {
    const client = this.#newClient();
    const link = await this.#parts.port.connect(this);
    try {
      await perform(link, client.associate());
      this.#observe({ service: 'associate', result: 'success' });
      return { link, client };
    } catch (error) {
      this.#observe({ service: 'associate', result: codeOf(error) });
      await link.close();
      throw error;
    }
  }

  /** A device that doesn't take its leave in form is left all the same. */
  async #release({ link, client }: Association): Promise<void> {
    const result = await perform(link, client.release()).then(() => 'success', codeOf);
    this.#observe({ service: 'release', result });
  }

  #newClient(): CosemClient {
    const { device, counters, random: source } = this.#parts;
    const { sap, credentials } = this.#identity;
    const random = (length: number): Uint8Array => source.bytes(length);
    if (credentials === undefined) return new CosemClient({ mechanism: 'none', random });
    return new CosemClient({
      mechanism: 'hls-gmac',
      security: {
        ...credentials,
        policy: 'authenticated-encrypted',
        takeCounter: () => counters.take(device, sap),
        wrapping: 'glo',
        deviceCounter: this.#deviceCounter,
      },
      random,
    });
  }

  #observe(operation: Operation & { readonly result: string }): void {
    this.#parts.observe?.({ device: this.#parts.device, clientSap: this.clientSap, ...operation });
  }
}

/**
 * Has the counters of a client go on from where a device says it stands: one with a history accepts no others. A device
 * that doesn't serve the public client, or doesn't tell, leaves it to what this side remembers.
 * @throws `device-unreachable`, `device-no-response`
 */
export async function learnCounter(clientSap: number, parts: SessionParts): Promise<void> {
  const asker = new DeviceSession({ sap: PUBLIC_CLIENT }, parts);
  try {
    const result = await asker.get({ classId: DATA_CLASS, instance: counterObject(clientSap), attribute: 2 });
    const counter = 'data' in result && result.data.type === 'double-long-unsigned' ? result.data.value : 0;
    parts.counters.raise(parts.device, clientSap, counter + 1);
  } catch (error) {
    if (!(error instanceof ServiceRefused || (error as Error).cause instanceof ServiceRefused)) throw error;
  } finally {
    await asker.suspend();
  }
}

/**
 * What the device can't have taken may be sent again, and what was read may be read again after a loss. A device that
 * stayed silent isn't asked again: the framing has tried as often as it was told to.
 */
function mayRepeat({ service }: Operation, error: unknown, link: ApduLink): boolean {
  if (isS1benchError(error, 'link-expired') || isUnassociated(error)) return true;
  return service === 'get' && !link.isOpen && !isS1benchError(error, 'link-no-answer');
}

/** Green Book, exception-response: the device has no association with this client, or doesn't accept its counter. */
function isUnassociated(error: unknown): boolean {
  if (!(error instanceof ServiceRefused) || error.answer.kind !== 'exception-response') return false;
  const { stateError, serviceError } = error.answer;
  return stateError === 'service-not-allowed' && NOT_TAKEN.includes(serviceError);
}

function operationOn(
  service: CosemOperation['service'],
  { classId, instance }: { readonly classId: number; readonly instance: Obis },
  index: number,
): Operation {
  return { service, classId, object: formatObis(instance), index };
}

function outcomeOfGet(result: GetResult): Outcome {
  return 'data' in result ? { result: 'success', value: result.data } : { result: result.error };
}

function codeOf(error: unknown): string {
  return isS1benchError(error) ? error.code : String(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
