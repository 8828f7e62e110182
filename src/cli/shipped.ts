import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { S1benchError } from '../core/errors.ts';
import { packagePath } from './package.ts';

const YAML = /\.ya?ml$/;
const IS_PACK = /^kind:\s*["']?test-pack["']?\s*$/m;

/** A test pack that ships with s1bench. */
export interface ShippedPack {
  /** `standard-dmct-srv/moc`: its place below `testpacks`. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** The test packs that ship with s1bench; the sets of tests that they are put together from are none. */
export async function shippedPacks(): Promise<readonly ShippedPack[]> {
  const folder = packagePath('testpacks');
  const files = (await readdir(folder, { recursive: true })).filter((file) => YAML.test(file)).sort();
  const read = await Promise.all(
    files.map(async (name) => ({
      name: name.replace(YAML, '').split(sep).join('/'),
      file: join(folder, name),
      text: await readFile(join(folder, name), 'utf8'),
    })),
  );
  return read.filter(({ text }) => IS_PACK.test(text));
}

/**
 * The file of a test pack: a file that is there, or of those that ship with s1bench the one with this path
 * (`standard-dmct-srv/moc`) or id.
 * @throws `pack-unknown`
 */
export async function packFile(given: string): Promise<string> {
  if (existsSync(given) || YAML.test(given)) return given;
  const all = await shippedPacks();
  const found = all.find(({ name, text }) => name === given || idIn(text) === given);
  if (found !== undefined) return found.file;
  throw new S1benchError('pack-unknown', { found: given, expected: all.map(({ name }) => name).join(', ') });
}

function idIn(text: string): string | undefined {
  return /^id:\s*["']?(?<id>[a-z0-9-]+)/m.exec(text)?.groups?.['id'];
}

/**
 * The file of an installation: a file that is there, or the one of this name that ships with s1bench.
 * @throws `installation-unknown`
 */
export async function installationFile(given: string): Promise<string> {
  if (existsSync(given) || YAML.test(given)) return given;
  const folder = packagePath('hardware', 'installations');
  const file = join(folder, `${given}.yaml`);
  const names = (await readdir(folder)).filter((name) => YAML.test(name)).map((name) => name.replace(YAML, ''));
  if (names.includes(given)) return file;
  throw new S1benchError('installation-unknown', { found: given, expected: names.sort().join(', ') });
}
