import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type Command, Option } from 'commander';
import { S1benchError } from '../../core/errors.ts';
import type { RecordedModel } from '../../sim/recorded/model.ts';
import type { RecordedAttribute, RecordedState } from '../../sim/recorded/state.ts';
import type { CommandSpec } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { rowCount } from '../options.ts';
import type { Output } from '../output.ts';
import {
  addressArgument,
  type Connection,
  type ConnectionOptions,
  clientNames,
  prepareConnection,
  withSession,
} from './connection.ts';
import type { ProfileBounds } from './dump/profile-rows.ts';

interface DumpOptions {
  readonly client?: readonly ConnectionOptions['client'][];
  readonly keys?: string;
  readonly title: string;
  readonly out: string;
  readonly mostRows: number;
  readonly since?: string;
  readonly type?: RecordedModel['type'];
}

interface DumpInput {
  readonly source: string;
  readonly connections: readonly [Connection, ...Connection[]];
  readonly keys: { readonly file: string; readonly secrets: readonly Uint8Array[] } | undefined;
  readonly out: string;
  readonly bounds: ProfileBounds;
  readonly type: RecordedModel['type'] | undefined;
}

const MOST_ROWS = 100;

export const dump: CommandSpec<DumpOptions, DumpInput> = {
  name: 'dump',
  summary: 'record a device: its object list and all that can be read, for `s1bench sim` to serve again',
  configure(command: Command) {
    addressArgument(command)
      .addOption(
        new Option('--client <client...>', 'who asks; by default everyone whose keys are known').choices(clientNames),
      )
      .option('--keys <file>', 'key file of the device; its keys are used, and never written')
      .option('--title <eui64>', 'system title of this client', '00-00-5E-EF-10-00-02-03')
      .option('--out <dir>', 'folder for the files', '.')
      .option('--most-rows <count>', 'rows of each profile, the latest', rowCount, MOST_ROWS)
      .option('--since <instant>', 'rows of profiles from here on, such as 2026-01-14T00:00Z')
      .addOption(
        new Option('--type <type>', 'what it is, where its objects do not tell').choices(['ESME', 'GSME', 'CHF']),
      );
  },
  async prepare([source = ''], { client, keys, title, out, mostRows, since, type }) {
    const { loadKeys } = await import('../../sim/files/load.ts');
    const { everyKey } = await import('../../sim/files/keys.ts');
    const { instantOf } = await import('./instant.ts');
    const names = client ?? (keys === undefined ? (['public'] as const) : clientNames);
    const connections = await Promise.all(
      names.map((name) => prepareConnection(source, { client: name, title, ...(keys !== undefined && { keys }) })),
    );
    return {
      source,
      connections: connections as unknown as DumpInput['connections'],
      keys: keys === undefined ? undefined : { file: keys, secrets: everyKey(await loadKeys(keys)) },
      out,
      bounds: { mostRows, since: since === undefined ? undefined : instantOf(since) },
      type,
    };
  },
  async run({ source, connections, keys, out, bounds, type }, output) {
    const [{ RealClock }, { Recorder }, { recordingOf }, texts, { writeFiles }] = await Promise.all([
      import('../../core/clock.ts'),
      import('./dump/recorder.ts'),
      import('./dump/recording.ts'),
      import('../../sim/recorded/texts.ts'),
      import('./dump/write-files.ts'),
    ]);
    const clock = new RealClock();
    const taken = clock.now();
    const recorder = new Recorder({
      bounds,
      clock,
      secrets: keys?.secrets ?? [],
      status: (text) => output.status([text]),
    });
    for (const connection of connections) {
      const client = connection.clientSap as 1 | 2 | 16;
      await withSession(connection, (session) => recorder.visit(session, client));
    }
    const { model, state } = recordingOf(recorder, { address: connections[0].address, source, taken, bounds, type });
    const name = state.eui64;
    const files = { device: `${name}.yaml`, model: `${name}.model.yaml`, state: `${name}.state.yaml` };
    const keyFile = connections.some(({ credentials }) => credentials !== undefined) ? keys?.file : undefined;
    const named = keyFile === undefined ? undefined : relativeTo(out, keyFile);
    writeFiles(out, [
      [files.state, await fitting(files.state, texts.stateText(state))],
      [files.model, await fitting(files.model, texts.modelText(model))],
      [files.device, texts.deviceText({ ...files, name, eui64: name, keys: named })],
    ]);
    report(state, output, { device: name, type: model.type, files, objects: model.objects.length });
    return exitCodes.passed;
  },
};

/** @throws `dump-too-large` */
async function fitting(file: string, text: string): Promise<string> {
  const { LARGEST_DOCUMENT } = await import('../../core/documents.ts');
  if (text.length <= LARGEST_DOCUMENT) return text;
  const expected = `at most ${LARGEST_DOCUMENT}`;
  throw new S1benchError('dump-too-large', { where: { file }, found: `${text.length} characters`, expected });
}

interface Written {
  readonly device: string;
  readonly type: string;
  readonly files: Readonly<Record<'device' | 'model' | 'state', string>>;
  readonly objects: number;
}

/** Says what there is now, and what there isn't. */
function report({ objects }: RecordedState, output: Output, { device, type, files, objects: count }: Written): void {
  const attributes = Object.entries(objects).flatMap(([object, members]) =>
    Object.entries(members).map(([index, attribute]) => ({ object, attribute: Number(index), recorded: attribute })),
  );
  const unread = attributes.flatMap(({ object, attribute, recorded }) =>
    'refused' in recorded ? [{ object, attribute, refused: reasonOf(recorded) }] : [],
  );
  const shortened = attributes.flatMap(({ object, recorded }) =>
    'value' in recorded && recorded.rows !== undefined ? [{ object, ...recorded.rows }] : [],
  );
  output.json({ device, type, files, objects: count, attributes: attributes.length, unread, shortened });
  output.line(`${type} ${device}: ${count} objects, ${attributes.length - unread.length} attributes`);
  for (const { object, kept, of } of shortened) output.line(`${object}: the latest ${kept} of ${of} rows`);
  for (const { object, attribute, refused } of unread) {
    output.line(`${object} ${attribute}: ${output.style('red', refused)}`);
  }
  output.line(`serve it again: s1bench sim ${files.device}`);
}

function reasonOf({ refused, because }: Extract<RecordedAttribute, { readonly refused: unknown }>): string {
  return because === undefined ? refused : `${refused} (${because})`;
}

/** How a file in a folder names another file; on another drive that is the whole path. */
function relativeTo(folder: string, file: string): string {
  const path = relative(resolve(folder), resolve(file));
  return isAbsolute(path) ? path : path.split(sep).join('/');
}
