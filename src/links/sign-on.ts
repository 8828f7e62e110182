import type { LinkAddress } from './address.ts';
import type { Opened } from './opened.ts';
import type { WireOptions } from './wire.ts';
export async function signOn(_address: LinkAddress, _opened: Opened, _options: WireOptions): Promise<void> {}
