#!/usr/bin/env node
// Nothing is imported before the check: an older Node could not even load the rest.
const required = 26;
if (Number.parseInt(process.versions.node, 10) < required) {
  console.error(
    `s1bench needs Node ${required} or newer; this is Node ${process.versions.node} (${process.execPath}). ` +
      'In a clone, `npm ci` installs the right one and `npx s1bench` uses it.',
  );
  process.exit(3);
}

// Compiled code is kept from one command to the next: more of the time of a short one goes into that than into its work.
const { enableCompileCache } = await import('node:module');
const { directory } = enableCompileCache();
// Threads have the same cache by their environment alone.
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv);
