import type { Data } from '../data.ts';
import type { AttributeDescriptor } from './descriptors.ts';
import type { DataAccessResult } from './results.ts';

/** DataBlock-SA: one block of a value that is sent in several. */
export interface DataBlock {
  readonly lastBlock: boolean;
  readonly blockNumber: number;
  readonly rawData: Uint8Array;
}

export type SetRequest =
  | {
      readonly kind: 'set-request-normal';
      readonly invokeIdAndPriority: number;
      readonly attribute: AttributeDescriptor;
      readonly value: Data;
    }
  | {
      readonly kind: 'set-request-with-first-datablock';
      readonly invokeIdAndPriority: number;
      readonly attribute: AttributeDescriptor;
      readonly block: DataBlock;
    }
  | { readonly kind: 'set-request-with-datablock'; readonly invokeIdAndPriority: number; readonly block: DataBlock }
  | {
      readonly kind: 'set-request-with-list';
      readonly invokeIdAndPriority: number;
      readonly attributes: readonly AttributeDescriptor[];
      readonly values: readonly Data[];
    }
  | {
      readonly kind: 'set-request-with-list-and-first-datablock';
      readonly invokeIdAndPriority: number;
      readonly attributes: readonly AttributeDescriptor[];
      readonly block: DataBlock;
    };

export type SetResponse =
  | { readonly kind: 'set-response-normal'; readonly invokeIdAndPriority: number; readonly result: DataAccessResult }
  | { readonly kind: 'set-response-datablock'; readonly invokeIdAndPriority: number; readonly blockNumber: number }
  | {
      readonly kind: 'set-response-last-datablock';
      readonly invokeIdAndPriority: number;
      readonly result: DataAccessResult;
      readonly blockNumber: number;
    }
  | {
      readonly kind: 'set-response-last-datablock-with-list';
      readonly invokeIdAndPriority: number;
      readonly results: readonly DataAccessResult[];
      readonly blockNumber: number;
    }
  | {
      readonly kind: 'set-response-with-list';
      readonly invokeIdAndPriority: number;
      readonly results: readonly DataAccessResult[];
    };
