import type { Eui64 } from '../../core/identifiers.ts';

import type { Random } from '../../core/random.ts';
import type { Exchange } from '../../migration/exchange/exchange.ts';
import type { DeviceKeyMaterial, EncryptedFile, MigrationFile } from '../../migration/files/contents.ts';
import { readMigrationFile, writeMigrationFile } from '../../migration/files/migration-file.ts';
import { type FileName, parseFileName } from '../../migration/files/names.ts';
import { open, seal } from '../../migration/files/sealing.ts';
import type { PartyRole } from '../../migration/model/parties.ts';
import type { PartyKeys } from '../../migration/pki/party-keys.ts';
import { KEY_LENGTH } from '../../protocol/cosem/security/originator.ts';
import type { FileAlteration } from '../pack/migration-action.ts';
import { changed } from './change-contents.ts';
import type { PackPki } from './pack-pki.ts';

export interface AlteringParts {
  readonly exchange: Exchange;
  readonly pki: PackPki;
  readonly alterations: readonly FileAlteration[];
  /** By the role that packs call it by. */
  readonly deviceOf: (role: string) => Eui64;
  /** Makes wrong keys. */
  readonly random: Random;
  /** Told of each file once it is there. */
  readonly given: (name: string, bytes: Uint8Array) => void;
}

type AlteredKind = Extract<MigrationFile['kind'], 'common' | 'group' | 'encrypted' | 'readiness' | 'viability'>;

/** An exchange to which some files come otherwise than their giver gave them; nobody can tell but by what is in them. */
export class AlteringExchange implements Exchange {
  readonly #parts: AlteringParts;
  /** Names of the sets, in the order in which they came: that of the attempts. */
  readonly #sets: string[] = [];

  constructor(parts: AlteringParts) {
    this.#parts = parts;
  }

  put(name: string, bytes: Uint8Array): void {
    const { exchange, given } = this.#parts;
    const wanted = this.#wantedOf(name);
    if (wanted.some(({ omit }) => omit === true)) return;
    const altered = wanted.reduce((before, alteration) => this.#alter(name, before, alteration), bytes);
    const isNew = exchange.get(name) === undefined;
    exchange.put(name, altered);
    if (isNew) given(name, altered);
  }

  get(name: string): Uint8Array | undefined {
    return this.#parts.exchange.get(name);
  }

  names(): readonly string[] {
    return this.#parts.exchange.names();
  }

  #wantedOf(name: string): readonly FileAlteration[] {
    const parsed = parseFileName(name);
    if (parsed === undefined) return [];
    const attempt = this.#attemptOf(parsed);
    const kind = 'role' in parsed ? `${parsed.kind}-${parsed.role}` : parsed.kind;
    return this.#parts.alterations.filter(
      (each) => each.file === kind && (each.attempt === undefined || each.attempt === attempt),
    );
  }

  #attemptOf(name: FileName): number {
    if (!('set' in name)) return 1;
    if (!this.#sets.includes(name.set)) this.#sets.push(name.set);
    return this.#sets.indexOf(name.set) + 1;
  }

  #alter(name: string, given: Uint8Array, alteration: FileAlteration): Uint8Array {
    const { bytes, text, set = {}, remove = [], keys = [] } = alteration;
    if (bytes !== undefined) return Buffer.from(bytes);
    const kind = alteration.file.replace(/-.*/, '') as AlteredKind;
    let { file } = readMigrationFile<AlteredKind>(given, name, kind);
    for (const [path, value] of Object.entries(set)) file = changed(file, path, this.#pki.resolved(value));
    for (const path of remove) file = changed(file, path, undefined);
    if (file.kind === 'encrypted' && (keys.length > 0 || alteration['sealed-for'] !== undefined)) {
      file = this.#sealedAnew(file, alteration);
    }
    const written = writeMigrationFile(file, this.#signerOf(file, alteration['sign-as']));
    if (text === undefined) return written;
    return Buffer.from(Buffer.from(written).toString('utf8').replace(text.find, text.replace));
  }

  get #pki(): PackPki {
    return this.#parts.pki;
  }

  #signerOf(file: MigrationFile, as: FileAlteration['sign-as']): PartyKeys {
    return this.#pki.signer(giverOf(file), file.header.from, as);
  }

  /** With other keys in it, or for somebody else. */
  #sealedAnew(file: EncryptedFile, { keys = [], 'sealed-for': to = file.recipient }: FileAlteration): EncryptedFile {
    const { recipient, header } = file;
    return {
      ...file,
      installations: file.installations.map(({ hub, sealed }) => {
        const context = { set: header.set, hub, recipient };
        const material = open(sealed, this.#pki.keysOf(recipient), context);
        const altered = keys.reduce<readonly DeviceKeyMaterial[]>((all, each) => this.#withKeys(all, each), material);
        return { hub, sealed: seal(altered, this.#pki.keysOf(to).agreement.certificate, context) };
      }),
    };
  }

  #withKeys(
    all: readonly DeviceKeyMaterial[],
    { device: role, keys, master }: NonNullable<FileAlteration['keys']>[number],
  ): readonly DeviceKeyMaterial[] {
    const { deviceOf, random } = this.#parts;
    const device = deviceOf(role);
    const wrong = (): Uint8Array => random.bytes(KEY_LENGTH);
    return all.flatMap((each) => {
      if (each.device !== device) return [each];
      if (keys === 'none') return [];
      return [
        {
          ...each,
          ...(keys === 'wrong' && { keys: { encryption: wrong(), authentication: wrong() } }),
          ...(master !== undefined && { master: master === 'wrong' ? wrong() : undefined }),
        },
      ];
    });
  }
}

function giverOf(file: MigrationFile): PartyRole {
  if (file.kind === 'viability') return file.by;
  return file.kind === 'readiness' ? 'smso' : 'requesting-party';
}
