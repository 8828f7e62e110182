import { formatObis, type Obis, parseObis } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { CommandSpec } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { memberIndex } from '../options.ts';
import {
  addressArgument,
  type Connection,
  type ConnectionOptions,
  classOption,
  connectionOptions,
  prepareConnection,
  withSession,
} from './connection.ts';
import { classOf } from './objects.ts';
import { shownData } from './shown-data.ts';
import { parseValue, valueHelp } from './value.ts';

interface InvokeInput {
  readonly connection: Connection;
  readonly object: Obis;
  readonly method: number;
  readonly classId: number | undefined;
  readonly parameters: Data | undefined;
}

export const invoke: CommandSpec<ConnectionOptions, InvokeInput> = {
  name: 'invoke',
  summary: 'invoke a method of an object of a device',
  configure(command) {
    classOption(connectionOptions(addressArgument(command)))
      .argument('<object>', 'logical name, such as 0.0.96.3.10.255')
      .argument('<method>', 'index of the method', memberIndex)
      .argument('[value]', `its parameters: ${valueHelp}; { integer: 0 } if not given`);
  },
  async prepare([address = '', object = '', method = '', value], options) {
    return {
      connection: await prepareConnection(address, options),
      object: parseObis(object),
      method: memberIndex(method),
      classId: options.class,
      // What the Blue Book has for a method that takes nothing.
      parameters: value === undefined ? { type: 'integer', value: 0 } : await parseValue(value),
    };
  },
  async run({ connection, object, method, classId: given, parameters }, output) {
    const { dataToJson } = await import('../../harness/cosem-data.ts');
    const { classId, result, returned } = await withSession(connection, async (session) => {
      const classId = await classOf(session, object, given);
      return { classId, ...(await session.action({ classId, instance: object, method }, parameters)) };
    });
    const data = returned !== undefined && 'data' in returned ? returned.data : undefined;
    const name = formatObis(object);
    output.json({ object: name, class: classId, method, result, ...(data && { returned: dataToJson(data) }) });
    const success = result === 'success';
    output.line(`${name} ${method}: ${output.style(success ? 'green' : 'red', result)}`);
    if (data !== undefined) output.line(`  ${shownData(data, '  ')}`);
    return success ? exitCodes.passed : exitCodes.failed;
  },
};
