import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

import { mockServer } from './mock/server.mjs'

// `YITAO_SERVER=http://127.0.0.1:8080 npm run dev` works against a real server; without it the mock answers.
const server = process.env.YITAO_SERVER

export default defineConfig({
  base: './',
  plugins: [vue(), ...(server ? [] : [mockServer()])],
  server: { proxy: server ? { '/api': server } : undefined },
  preview: { proxy: server ? { '/api': server } : undefined },
  build: {
    target: 'chrome87',
    cssTarget: 'chrome87',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
})
