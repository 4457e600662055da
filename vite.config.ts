// How the page is built and how the unit tests run.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { kindPages } from './.house/vite/kind-pages.ts'
import { lightFirstPaint } from './.house/vite/light-first-paint.ts'
import { exportedTexts, platformScripts } from './.house/vite/scripts.ts'
import { sealedFrame } from './.house/vite/sealed-frame.ts'

export default defineConfig({
  base: './',
  plugins: [
    react(),
    kindPages(),
    platformScripts(),
    exportedTexts(),
    sealedFrame('src/workers/frame-bootstrap.ts'),
    lightFirstPaint(),
  ],
  build: {
    target: 'es2023',
    manifest: true,
    outDir: 'dist/page',
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es', plugins: () => platformScripts() },
  test: {
    environment: 'node',
    // A busy machine with two cores is slow, not wrong.
    testTimeout: 60_000,
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'e2e/**/*.node.test.ts', '.house/**/*.test.ts'],
    exclude: ['node_modules', 'dist'],
  },
})
