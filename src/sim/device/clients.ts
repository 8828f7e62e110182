/** Clients (SAP) of a SMETS1 device. */
export const CRITICAL = 1;
export const NON_CRITICAL = 2;
export const PUBLIC = 16;

export const everyClient = [PUBLIC, NON_CRITICAL, CRITICAL] as const;
/** The clients that have keys. */
export const securedClients = [NON_CRITICAL, CRITICAL] as const;
