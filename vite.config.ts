// How the page is built and how the unit tests run.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    target: 'es2023',
    manifest: true,
    outDir: 'dist/page',
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'e2e/**/*.node.test.ts', '.house/**/*.test.ts'],
    exclude: ['node_modules', 'dist'],
  },
})
