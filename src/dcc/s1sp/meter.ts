import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { formatObis } from '../../core/identifiers.ts';
import type { ActionOutcome } from '../../protocol/cosem/apdu/action.ts';
import type { AccessSelection, AttributeDescriptor, MethodDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import type { GetResult } from '../../protocol/cosem/apdu/get.ts';
import { actionResults, type DataAccessResult, dataAccessResults } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Smets1Debug } from '../service-request.ts';
import type { ObjectRef } from './objects.ts';

/** The COSEM services of an association, with refusals as values. */
export interface CosemServices {
  get(attribute: AttributeDescriptor): Promise<GetResult>;
  set(attribute: AttributeDescriptor, value: Data): Promise<DataAccessResult>;
  action(method: MethodDescriptor, parameters?: Data): Promise<ActionOutcome>;
}

/** Longest error text in a response (MMC, SMETS1Response). */
const ERROR_LENGTH = 250;

/** An Equivalent Step that the device refused, or answered with what makes no sense. */
export class StepFailed extends S1benchError {
  readonly debug: Smets1Debug;

  constructor(code: 'step-refused' | 'step-value-unexpected', position: number, responseCode: number, error: string) {
    super(code, { found: error });
    this.debug = { position, responseCode, error: error.slice(0, ERROR_LENGTH) };
  }
}

/** A device, as the Equivalent Steps of one Service Request see it: each call is one step, and the first that fails ends them. */
export class Meter {
  readonly #services: CosemServices;
  #position = 0;

  constructor(services: CosemServices) {
    this.#services = services;
  }

  /**
   * Reads an attribute.
   * @param decode makes its value of what came; what it throws fails the step
   * @throws StepFailed, and what the link throws
   */
  async read<T>(
    object: ObjectRef,
    attribute: number,
    decode: (data: Data) => T,
    selection?: AccessSelection,
  ): Promise<T> {
    this.#position++;
    const result = await this.#services.get({ ...object, attribute, ...(selection === undefined ? {} : { selection }) });
    if ('error' in result) throw this.#refused('GET', object, attribute, dataAccessResults[result.error], result.error);
    try {
      return decode(result.data);
    } catch (error) {
      if (isS1benchError(error)) throw this.unexpected(error.message);
      throw error;
    }
  }

  /** @throws StepFailed, and what the link throws */
  async write(object: ObjectRef, attribute: number, value: Data): Promise<void> {
    this.#position++;
    const result = await this.#services.set({ ...object, attribute }, value);
    if (result !== 'success') throw this.#refused('SET', object, attribute, dataAccessResults[result], result);
  }

  /** @throws StepFailed, and what the link throws */
  async invoke(object: ObjectRef, method: number, parameters: Data): Promise<void> {
    this.#position++;
    const { result } = await this.#services.action({ ...object, method }, parameters);
    if (result !== 'success') throw this.#refused('ACTION', object, method, actionResults[result], result);
  }

  /** The failure of the step at hand for what was found in its answer, or before anything was sent. */
  unexpected(found: string): StepFailed {
    return new StepFailed('step-value-unexpected', Math.max(this.#position, 1), OTHER_REASON, found);
  }

  #refused(service: string, object: ObjectRef, index: number, responseCode: number, reason: string): StepFailed {
    const name = `${service} ${formatObis(object.instance)} (class ${object.classId}) ${index}`;
    return new StepFailed('step-refused', this.#position, responseCode, `${name}: ${reason}`);
  }
}

const OTHER_REASON = dataAccessResults['other-reason'];
