import { S1benchError } from '../../src/core/errors.ts';

/** The error that `work` raises; whatever else is thrown goes on, and nothing thrown at all fails. */
export function refusalOf(work: () => unknown): S1benchError {
  try {
    work();
  } catch (error) {
    if (error instanceof S1benchError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** What `work` returns, or the error that it raises; anything but an S1benchError goes on. */
export function resultOrRefusal<T>(work: () => T): T | S1benchError {
  try {
    return work();
  } catch (error) {
    if (error instanceof S1benchError) return error;
    throw error;
  }
}
