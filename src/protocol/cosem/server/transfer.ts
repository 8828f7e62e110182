import type { AttributeDescriptor, MethodDescriptor } from '../apdu/descriptors.ts';
import type { IncomingBlocks, OutgoingBlocks } from '../block-transfer.ts';
import type { SecurityPolicy } from '../security/policy.ts';

interface Started {
  readonly invokeId: number;
  /** All of a transfer is protected in the same way. */
  readonly policy: SecurityPolicy;
}

/** A block transfer in progress, either way. */
export type Transfer = Started &
  (
    | { readonly service: 'get'; readonly outgoing: OutgoingBlocks }
    | {
        readonly service: 'set';
        readonly attributes: readonly AttributeDescriptor[];
        readonly isList: boolean;
        readonly incoming: IncomingBlocks;
      }
    | {
        readonly service: 'action';
        readonly methods: readonly MethodDescriptor[];
        readonly isList: boolean;
        readonly incoming: IncomingBlocks;
      }
    | { readonly service: 'action-response'; readonly outgoing: OutgoingBlocks }
  );

export type TransferOf<Service extends Transfer['service']> = Extract<Transfer, { readonly service: Service }>;

/** What a transfer is known by when its next block comes. */
export function startedBy(invokeIdAndPriority: number, { policy }: { readonly policy: SecurityPolicy }): Started {
  return { invokeId: invokeId(invokeIdAndPriority), policy };
}

/**
 * Takes the transfer that a request wants to continue out of the association: whoever goes on with it puts it back.
 * It is `aborted` when the request has another invoke-id or another protection than its first one.
 */
export function takeTransfer<Service extends Transfer['service']>(
  association: { transfer: Transfer | undefined },
  service: Service,
  invokeIdAndPriority: number,
  received: { readonly policy: SecurityPolicy },
): TransferOf<Service> | 'none' | 'aborted' {
  const { transfer } = association;
  association.transfer = undefined;
  if (transfer?.service !== service) return 'none';
  if (transfer.invokeId !== invokeId(invokeIdAndPriority) || transfer.policy !== received.policy) return 'aborted';
  return transfer as TransferOf<Service>;
}

/** Invoke-Id-And-Priority without the priority. */
function invokeId(invokeIdAndPriority: number): number {
  return invokeIdAndPriority & 0x0f;
}
