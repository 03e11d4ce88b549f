import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('..', import.meta.url)),
      'server-only': fileURLToPath(new URL('./launch/server-only-in-tests.ts', import.meta.url)),
    },
  },
  test: {
    globalSetup: [fileURLToPath(new URL('./engines/prisma/bundle-worker-for-tests.ts', import.meta.url))],
    include: ['lib/**/*.test.ts', 'components/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: 'forks',
  },
})
