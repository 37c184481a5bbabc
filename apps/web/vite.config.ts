// How the dashboard is built: one page, split per feature, nothing inline, nothing from outside.
import { fileURLToPath } from 'node:url'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { variablesCss } from './src/ui/theme-css.ts'

const VIRTUAL = 'virtual:theme.css'

/** Writes the theme's CSS variables into the style sheet at build time: a policy without inline styles has no place for them at run time. */
function themeCss(): Plugin {
  return {
    name: 'theme-css',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : null),
    load: (id) => (id === `\0${VIRTUAL}` ? variablesCss() : null),
  }
}

/** Tells the schema library not to try `new Function`: the attempt alone is a report under our policy. */
function withoutEval(): Plugin {
  return {
    name: 'without-eval',
    transform: (code, id) =>
      /\/zod\/v4\/core\/core\.js$/.test(id) ? `globalThis.__zod_globalConfig ??= { jitless: true };\n${code}` : null,
  }
}

/** Writes `.br` and `.gz` beside what compresses well: the server sends them as they are. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(css|html|js|svg)$/.test(file))) {
        const bytes = readFileSync(join(dir, name))
        if (bytes.length < 1_024) continue
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
        writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), themeCss(), withoutEval(), compressed()],
  resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
  worker: { format: 'es', plugins: () => [withoutEval()] },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // A font as a data: address would break font-src 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: process.env.DECNET_URL ?? 'http://127.0.0.1:8080', changeOrigin: false } },
  },
})
