/** What becomes of the supply when the battery is empty; on the wire by position. */
export const depletionStates = ['unchanged', 'locked'] as const;
