import type { Data } from '../data.ts';
import type { AttributeDescriptor } from './descriptors.ts';
import type { DataAccessResult } from './results.ts';

export type GetRequest =
  | {
      readonly kind: 'get-request-normal';
      readonly invokeIdAndPriority: number;
      readonly attribute: AttributeDescriptor;
    }
  | { readonly kind: 'get-request-next'; readonly invokeIdAndPriority: number; readonly blockNumber: number }
  | {
      readonly kind: 'get-request-with-list';
      readonly invokeIdAndPriority: number;
      readonly attributes: readonly AttributeDescriptor[];
    };

/** Get-Data-Result: the value, or why there is none. */
export type GetResult = { readonly data: Data } | { readonly error: DataAccessResult };

export type GetResponse =
  | { readonly kind: 'get-response-normal'; readonly invokeIdAndPriority: number; readonly result: GetResult }
  | {
      readonly kind: 'get-response-with-datablock';
      readonly invokeIdAndPriority: number;
      readonly lastBlock: boolean;
      readonly blockNumber: number;
      readonly result: { readonly rawData: Uint8Array } | { readonly error: DataAccessResult };
    }
  | {
      readonly kind: 'get-response-with-list';
      readonly invokeIdAndPriority: number;
      readonly results: readonly GetResult[];
    };
