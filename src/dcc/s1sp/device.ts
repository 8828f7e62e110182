import { ZodError } from 'zod';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { formatObis } from '../../core/identifiers.ts';
import type { ActionOutcome } from '../../protocol/cosem/apdu/action.ts';
import type { AccessSelection } from '../../protocol/cosem/apdu/descriptors.ts';
import { actionResults, dataAccessResults } from '../../protocol/cosem/apdu/results.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { CosemServices } from '../device/services.ts';
import type { Smets1Debug } from '../service-request.ts';
import type { ObjectRef } from './objects/object-ref.ts';

/** Longest error text in a response (MMC, SMETS1Response). */
const ERROR_LENGTH = 250;

/** Why a step failed: the device refused it, answered with what makes no sense, didn't answer, or can't be reached. */
export type StepFailure = 'step-refused' | 'step-value-unexpected' | 'device-no-response' | 'device-unreachable';

/** An Equivalent Step that failed, and with it its Service Request. */
export class StepFailed extends S1benchError {
  override readonly code: StepFailure;
  readonly debug: Smets1Debug;

  constructor(code: StepFailure, { position, responseCode, error }: Smets1Debug, cause?: unknown) {
    super(code, { found: error, cause });
    this.code = code;
    this.debug = { position, responseCode, error: error.slice(0, ERROR_LENGTH) };
  }
}

/** A device, as the Equivalent Steps of one Service Request see it: each call is one step, and the first that fails ends them. */
export class Device {
  readonly #services: CosemServices;
  #position = 0;

  constructor(services: CosemServices) {
    this.#services = services;
  }

  /**
   * Reads an attribute. A device that didn't answer is asked once more: a read changes nothing.
   * @param decode makes its value of what came; what it throws fails the step
   * @throws StepFailed
   */
  async read<T>(
    object: ObjectRef,
    attribute: number,
    decode: (data: Data) => T,
    selection?: AccessSelection,
  ): Promise<T> {
    const descriptor = { ...object, attribute, ...(selection === undefined ? {} : { selection }) };
    const result = await this.#twice(() => this.#services.get(descriptor));
    if ('error' in result) throw this.#refused('GET', object, attribute, dataAccessResults[result.error], result.error);
    return this.decoded(() => decode(result.data));
  }

  /**
   * Writes an attribute. Where the device didn't answer, it is asked what it has now: what it took isn't written again.
   * @param took whether the attribute shows that the device took the value; that it holds the value, unless told otherwise
   * @throws StepFailed
   */
  async write(object: ObjectRef, attribute: number, value: Data, took = sameAs(value)): Promise<void> {
    const result = await this.#once(
      () => this.#services.set({ ...object, attribute }, value),
      async () => {
        const now = await this.#services.get({ ...object, attribute });
        return 'data' in now && took(now.data);
      },
      'success' as const,
    );
    if (result !== 'success') throw this.#refused('SET', object, attribute, dataAccessResults[result], result);
  }

  /**
   * Invokes a method. Where the device didn't answer, it is invoked again only if `isDone` says that nothing was done.
   * @param isDone whether the device shows that it did what it was asked; it may use `peek`
   * @throws StepFailed
   */
  async invoke(object: ObjectRef, method: number, parameters: Data, isDone?: () => Promise<boolean>): Promise<void> {
    const act = (): Promise<ActionOutcome> => this.#services.action({ ...object, method }, parameters);
    const { result } = await this.#once(act, isDone, { result: 'success' } as const);
    if (result !== 'success') throw this.#refused('ACTION', object, method, actionResults[result], result);
  }

  /** Looks at an attribute without this being a step: to see what became of one. @throws what the services throw */
  async peek(object: ObjectRef, attribute: number): Promise<Data | undefined> {
    const result = await this.#services.get({ ...object, attribute });
    return 'data' in result ? result.data : undefined;
  }

  /** What `decode` makes of the answer to the step at hand; what it throws fails that step. */
  decoded<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (isS1benchError(error) && !(error instanceof StepFailed)) throw this.unexpected(error.message);
      if (error instanceof ZodError) throw this.unexpected(error.issues.map(({ message }) => message).join('; '));
      throw error;
    }
  }

  /** The failure of the step at hand for what was found in its answer, or before anything was sent. */
  unexpected(found: string): StepFailed {
    return this.#failed('step-value-unexpected', OTHER_REASON, found);
  }

  /**
   * A step that changes the device. It is carried out a second time only where the device shows that the first came to
   * nothing; where that can't be known, it may have been carried out, and the failure says so.
   */
  async #once<T>(act: () => Promise<T>, isDone: (() => Promise<boolean>) | undefined, done: T): Promise<T> {
    try {
      return await this.#step(act());
    } catch (error) {
      if (!(error instanceof StepFailed) || error.code !== 'device-no-response') throw error;
      const state = await isDone?.().catch(() => undefined);
      if (state === true) return done;
      if (state === false) return await this.#again(act);
      throw this.#failed(error.code, OTHER_REASON, `it may have been carried out: ${error.debug.error}`, error);
    }
  }

  async #twice<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await this.#step(ask());
    } catch (first) {
      if (!(first instanceof StepFailed) || first.code !== 'device-no-response') throw first;
      return this.#again(ask).catch((second: unknown) => {
        throw second instanceof StepFailed && second.code === 'device-unreachable' ? first : second;
      });
    }
  }

  async #again<T>(act: () => Promise<T>): Promise<T> {
    this.#position--;
    return this.#step(act());
  }

  async #step<T>(answer: Promise<T>): Promise<T> {
    this.#position++;
    try {
      return await answer;
    } catch (error) {
      if (!isS1benchError(error)) throw error;
      const silent = error.code === 'device-no-response' || error.code === 'device-unreachable';
      throw this.#failed(silent ? error.code : 'step-refused', OTHER_REASON, error.message, error);
    }
  }

  #refused(service: string, object: ObjectRef, index: number, responseCode: number, reason: string): StepFailed {
    const name = `${service} ${formatObis(object.instance)} (class ${object.classId}) ${index}`;
    return this.#failed('step-refused', responseCode, `${name}: ${reason}`);
  }

  /** What fails before the first step counts as that step. */
  #failed(code: StepFailure, responseCode: number, error: string, cause?: unknown): StepFailed {
    return new StepFailed(code, { position: Math.max(this.#position, 1), responseCode, error }, cause);
  }
}

/** The result where a device gave none. */
export const OTHER_REASON = dataAccessResults['other-reason'];

function sameAs(value: Data): (now: Data) => boolean {
  const bytes = Buffer.from(encodeData(value));
  return (now) => bytes.equals(encodeData(now));
}
