import { defineConfig } from 'prisma/config'

// Only `generate` and `format` use this: Headgate applies its own migrations with its own engine wrapper.
export default defineConfig({ schema: 'schema.prisma', migrations: { path: 'migrations' } })
