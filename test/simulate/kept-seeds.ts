/** Seeds that have found something, and what that was: they are simulated with every run of the tests. */
export const keptSeeds: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 157, found: 'an installation that nobody could give back was left unresolved for good' },
  { seed: 501, found: 'a gas meter that was taken over, and then left out, was not given back' },
  {
    seed: 528,
    found:
      "an installation that was left out of a set, and wouldn't be any more when the process went on, had no outcome",
  },
  {
    seed: 1728,
    found: 'a party did not believe its own file, whose certificate was revoked when it had just given it',
  },
  {
    seed: 1990,
    found: 'an installation whose roll back had begun was commissioned after all, when the process went on',
  },
];
