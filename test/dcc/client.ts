import { expect } from 'vitest';
import { parseObis } from '../../src/core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../src/protocol/cosem/apdu/results.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import type { Enrolled } from './enrolled.ts';

type Sap = 'public' | 'non-critical' | 'critical';

/** A client of the test's own at a device behind the DCC: it sees what no Service Request shows. */
export class Client {
  readonly #enrolled: Enrolled;
  readonly #role: string;
  readonly #sap: Sap;

  constructor(enrolled: Enrolled, role: string, sap: Sap = 'non-critical') {
    this.#enrolled = enrolled;
    this.#role = role;
    this.#sap = sap;
  }

  async get(classId: number, object: string, attribute = 2): Promise<Data> {
    const result = await (await this.#open()).perform((client) =>
      client.get({ classId, instance: parseObis(object), attribute }),
    );
    return 'data' in result ? result.data : expect.fail(`${object} ${attribute}: ${result.error}`);
  }

  async set(classId: number, object: string, attribute: number, value: Data): Promise<DataAccessResult> {
    const dialogue = await this.#open();
    return dialogue.perform((client) => client.set({ classId, instance: parseObis(object), attribute }, value));
  }

  async action(classId: number, object: string, method: number, value: Data): Promise<ActionResult> {
    const dialogue = await this.#open();
    const { result } = await dialogue.perform((client) =>
      client.action({ classId, instance: parseObis(object), method }, value),
    );
    return result;
  }

  async text(object: string): Promise<string> {
    const data = await this.get(1, object);
    return data.type === 'octet-string' ? Buffer.from(data.value).toString('latin1') : expect.fail(data.type);
  }

  async #open() {
    const { stand } = this.#enrolled;
    const dialogue = await stand.dialogue(this.#enrolled.device(this.#role), {
      client: this.#sap,
      'encryption-key': 'right',
      'authentication-key': 'right',
    });
    await dialogue.associate();
    return dialogue;
  }
}
