import { objectRef } from './object-ref.ts';

/** Load limiting: the Blue Book's limiter (class 71), and what SMETS1 has beyond it, under names of our own. */
export const loadLimit = {
  limiter: objectRef('limiter', '0.0.17.0.0.255'),
  counter: objectRef('register', '0.0.131.2.0.255'),
  supplyState: objectRef('data', '0.0.131.2.1.255'),
} as const;
