import { defineConfig } from '@playwright/test'
import base from './playwright.config'

/** `npm run pictures`: drives the demo once and keeps what README shows; everything else goes to .build/pictures. */
export default defineConfig({ ...base, testMatch: 'pictures.ts', timeout: 600_000 })
