import { z } from 'zod';
import { whole } from '../parameters.ts';

/** An element with text beside its `index` attribute: the text is its `Value`. */
export function indexed<Value extends z.ZodType>(most: number, value: Value) {
  return z.strictObject({ index: whole(1, most), Value: value });
}

/** Values with their places, from 1. */
export function withIndex<T>(values: readonly T[]): { index: number; Value: T }[] {
  return values.map((Value, i) => ({ index: i + 1, Value }));
}
