// Every page, light and dark, wide and narrow, with real data: axe finds nothing serious, nothing spills over, nothing complains.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { resources } from '@decnet/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, Platform } from '../path/platform.ts'
import { attackAll } from './attack.ts'
import { noChromium, openBrowser, signIn } from './chromium.ts'

const platform = new Platform()
const shots = process.env.DECNET_SHOTS
const catalogue = readFileSync(fileURLToPath(new URL('../../apps/web/src/app/catalogue.ts', import.meta.url)), 'utf8')
const paths = [...catalogue.matchAll(/path: '([^']+)'/g)].map((match) => match[1] ?? '')
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const

beforeAll(async () => {
  if (noChromium) return
  await platform.start()
  await attackAll(platform)
  await eventually('the attack is analysed', async () => {
    const { items } = await platform.client.call(resources.attackers.list)
    return (
      items.length >= 3 &&
      items.every((item) => item.tempo) &&
      (await platform.client.call(resources.artifacts.list)).items.some((item) => item.stored)
    )
  })
}, 90_000)
afterAll(() => platform.stop(), 60_000)

/** A page's path with a real id in the place of its parameter. */
async function filled(path: string): Promise<string> {
  if (path.includes('$uuid')) return path.replace('$uuid', (await platform.client.call(resources.attackers.list)).items[0]?.uuid ?? '')
  if (path.includes('$id')) return path.replace('$id', (await platform.client.call(resources.sessions.list)).items[0]?.id ?? '')
  return path
}

async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => document.querySelectorAll('[aria-busy="true"]').length === 0)
  await page.evaluate(() => document.fonts.ready.then(() => true))
}

async function inspect(page: Page, name: string): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze()
  const wrong = found.violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (shots) {
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: join(shots, `${name}.png`) })
  }
  const axe = wrong.map(
    (violation) =>
      `${name}: ${violation.id}: ${violation.nodes
        .map((node) => node.target.join(' '))
        .slice(0, 3)
        .join('; ')}`,
  )
  return spill > 0 ? [...axe, `${name}: ${spill} px wider than the window`] : axe
}

describe('every page', () => {
  it('is in the catalogue that this suite reads', () => {
    expect(paths.length).toBeGreaterThan(8)
  })

  it.for(['dark', 'light'] as const)('%s: axe, width and console', { timeout: 180_000 }, async (colorScheme, { skip }) => {
    if (noChromium) skip(noChromium)
    const problems: string[] = []
    await using browser = await openBrowser({ colorScheme })
    const { page } = browser
    await page.goto(platform.url)
    await page.getByLabel('User name').waitFor()
    problems.push(...(await inspect(page, `sign-in-${colorScheme}`)))
    await signIn(page, platform.url, platform.password)
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport)
      for (const path of paths) {
        await page.goto(platform.url + (await filled(path)))
        await settle(page)
        problems.push(
          ...(await inspect(page, `${path === '/' ? 'overview' : path.slice(1).replaceAll(/[/$]+/g, '-')}-${size}-${colorScheme}`)),
        )
      }
    }
    expect([...problems, ...browser.complaints]).toEqual([])
  })
})
