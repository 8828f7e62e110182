/** Application context names with logical name referencing (Green Book, ACSE). */
export type ApplicationContext = 'logical-name' | 'logical-name-with-ciphering';

/** Authentication mechanism names (Green Book, ACSE), by the last arc of their object identifier. */
export const mechanisms = { none: 0, lls: 1, 'hls-gmac': 5 } as const;

export type Mechanism = keyof typeof mechanisms;

export interface Aarq {
  readonly kind: 'aarq';
  /** Set where the protocol-version leaves out version 1 of ACSE, the only one there is. */
  readonly excludesVersion1?: true;
  /** A context that isn't known here keeps its arcs, so that a server can refuse it by name. */
  readonly context: ApplicationContext | { readonly unknown: Uint8Array };
  readonly callingApTitle?: Uint8Array;
  readonly callingAeInvocationId?: number;
  /** Absent where ACSE requirements are not asked for: lowest level security. */
  readonly mechanism?: Mechanism | { readonly unknown: Uint8Array };
  readonly callingAuthenticationValue?: Uint8Array;
  /** An InitiateRequest APDU, ciphered or not. */
  readonly userInformation?: Uint8Array;
}

export const associationResults = { accepted: 0, 'rejected-permanent': 1, 'rejected-transient': 2 } as const;
export type AssociationResult = keyof typeof associationResults;

/** Associate-source-diagnostic, acse-service-user. */
export const associationDiagnostics = {
  null: 0,
  'no-reason-given': 1,
  'application-context-name-not-supported': 2,
  'calling-AP-title-not-recognized': 3,
  'calling-AP-invocation-identifier-not-recognized': 4,
  'calling-AE-qualifier-not-recognized': 5,
  'calling-AE-invocation-identifier-not-recognized': 6,
  'called-AP-title-not-recognized': 7,
  'called-AP-invocation-identifier-not-recognized': 8,
  'called-AE-qualifier-not-recognized': 9,
  'called-AE-invocation-identifier-not-recognized': 10,
  'authentication-mechanism-name-not-recognised': 11,
  'authentication-mechanism-name-required': 12,
  'authentication-failure': 13,
  'authentication-required': 14,
} as const;

/** Associate-source-diagnostic, acse-service-provider. */
export const providerDiagnostics = {
  'provider-null': 0,
  'provider-no-reason-given': 1,
  'provider-no-common-acse-version': 2,
} as const;

export type AssociationDiagnostic = keyof typeof associationDiagnostics | keyof typeof providerDiagnostics;

export interface Aare {
  readonly kind: 'aare';
  readonly context: Aarq['context'];
  readonly result: AssociationResult;
  readonly diagnostic: AssociationDiagnostic;
  readonly respondingApTitle?: Uint8Array;
  readonly mechanism?: Aarq['mechanism'];
  readonly respondingAuthenticationValue?: Uint8Array;
  /** An InitiateResponse or a ConfirmedServiceError APDU, ciphered or not. */
  readonly userInformation?: Uint8Array;
}

export interface Rlrq {
  readonly kind: 'rlrq';
  readonly reason?: 'normal' | 'urgent' | 'user-defined';
  readonly userInformation?: Uint8Array;
}

export interface Rlre {
  readonly kind: 'rlre';
  readonly reason?: 'normal' | 'not-finished' | 'user-defined';
  readonly userInformation?: Uint8Array;
}
