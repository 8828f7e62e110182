/** What a device model says of this: zod schemas by the name of the fact. */
export const hubFacts = {};
