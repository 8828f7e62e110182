import { dirname, resolve } from 'node:path';
import { findDefect } from '../defects/catalogue.ts';
import type { Defect } from '../defects/defect.ts';
import type { Variant } from '../fleet/variants.ts';
import type { ModelledRole, VariantInFile } from './installation.ts';
import { allOf, loadKeys, loadNamedAt, type NamingFile } from './named-files.ts';

type Other = NonNullable<VariantInFile['devices']['esme']>;

/**
 * The variants of a sound file, with the keys that they name.
 * @throws DocumentErrors of this file or of one that it names
 */
export async function loadVariants(from: NamingFile, variants: readonly VariantInFile[]): Promise<readonly Variant[]> {
  return allOf(
    variants.map(async ({ name, share, wan, faults, devices }, index): Promise<Variant> => {
      const loaded = (role: ModelledRole) => loadOther(from, ['variants', index, 'devices', role], devices[role]);
      const [hub, esme, gsme] = await allOf([loaded('ch'), loaded('esme'), loaded('gsme')] as const);
      return { name, share, wan, faults, devices: { hub, esme, gsme } };
    }),
  );
}

/** What is said of a device, and nothing of what isn't. */
async function loadOther(from: NamingFile, path: PropertyKey[], other: Other | undefined) {
  if (other === undefined) return undefined;
  const { keys, 'recorded-keys': recorded, defects, firmware, configuration, settings } = other;
  const load = (key: 'keys' | 'recorded-keys', file: string | undefined) =>
    file === undefined
      ? Promise.resolve(undefined)
      : loadNamedAt(from, [...path, key], () => loadKeys(resolve(dirname(from.file), file)));
  const [own, recordedKeys] = await allOf([load('keys', keys), load('recorded-keys', recorded)] as const);
  return {
    ...(own !== undefined && { keys: own }),
    ...(recordedKeys !== undefined && { recordedKeys }),
    ...(firmware !== undefined && { firmware }),
    ...(defects !== undefined && { defects: defects.map((name) => findDefect(name) as Defect) }),
    ...(configuration !== undefined && { configuration }),
    ...(settings !== undefined && { settings }),
  };
}
