import type { Data } from '../data.ts';
import type { MethodDescriptor } from './descriptors.ts';
import type { GetResult } from './get.ts';
import type { ActionResult } from './results.ts';
import type { DataBlock } from './set.ts';

export type ActionRequest =
  | {
      readonly kind: 'action-request-normal';
      readonly invokeIdAndPriority: number;
      readonly method: MethodDescriptor;
      readonly parameters?: Data;
    }
  | { readonly kind: 'action-request-next-pblock'; readonly invokeIdAndPriority: number; readonly blockNumber: number }
  | {
      readonly kind: 'action-request-with-list';
      readonly invokeIdAndPriority: number;
      readonly methods: readonly MethodDescriptor[];
      readonly parameters: readonly Data[];
    }
  | {
      readonly kind: 'action-request-with-first-pblock';
      readonly invokeIdAndPriority: number;
      readonly method: MethodDescriptor;
      readonly block: DataBlock;
    }
  | {
      readonly kind: 'action-request-with-list-and-first-pblock';
      readonly invokeIdAndPriority: number;
      readonly methods: readonly MethodDescriptor[];
      readonly block: DataBlock;
    }
  | { readonly kind: 'action-request-with-pblock'; readonly invokeIdAndPriority: number; readonly block: DataBlock };

/** Action-Response-With-Optional-Data. */
export interface ActionOutcome {
  readonly result: ActionResult;
  readonly returned?: GetResult;
}

export type ActionResponse =
  | { readonly kind: 'action-response-normal'; readonly invokeIdAndPriority: number; readonly outcome: ActionOutcome }
  | { readonly kind: 'action-response-with-pblock'; readonly invokeIdAndPriority: number; readonly block: DataBlock }
  | {
      readonly kind: 'action-response-with-list';
      readonly invokeIdAndPriority: number;
      readonly outcomes: readonly ActionOutcome[];
    }
  | {
      readonly kind: 'action-response-next-pblock';
      readonly invokeIdAndPriority: number;
      readonly blockNumber: number;
    };
