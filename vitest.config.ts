import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The default leaves one core to other work, which on two cores is half of them.
    maxWorkers: '100%',
    // Most take milliseconds; but what takes one second alone takes many on a machine that is busy with other work.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: [['text', { skipFull: true }], 'json-summary'],
      thresholds: {
        'src/core/**': { lines: 95, branches: 95 },
        'src/protocol/**': { lines: 95, branches: 95 },
      },
    },
  },
});
