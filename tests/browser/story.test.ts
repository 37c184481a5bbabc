// The story in a real browser: sign in, see the attack arrive live, open the attacker, open the event.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Platform } from '../path/platform.ts'
import { installed, run } from '../path/run.ts'
import { relay } from '../path/relay.ts'
import { noChromium, openBrowser, signIn } from './chromium.ts'

const platform = new Platform()

beforeAll(() => platform.start(), 60_000)
afterAll(() => platform.stop(), 60_000)

describe('the story, as an analyst sees it', () => {
  it('live feed, attacker’s page, event', async ({ skip }) => {
    if (noChromium) skip(noChromium)
    if (!installed('redis-cli')) skip('redis-cli is not installed')
    await using browser = await openBrowser()
    const { page } = browser
    await signIn(page, platform.url, platform.password)
    await page.getByText('Live', { exact: true }).waitFor()

    await using from = await relay('127.77.30.7', await platform.find('redis'))
    await run('redis-cli', ['-h', from.host, '-p', String(from.port), 'set', 'story', 'seen-live'])
    const feed = page.getByText('set story seen-live').filter({ visible: true }).first()
    await feed.waitFor({ timeout: 10_000 })

    await page.getByRole('link', { name: '127.77.30.7' }).first().click()
    await page.getByRole('heading', { name: /127\.77\.30\.7/, level: 1 }).waitFor()
    expect(page.url()).toMatch(/\/attackers\/[0-9a-f-]{36}/)
    const mark = page.getByText('set story seen-live').filter({ visible: true }).first()
    await mark.waitFor()

    await page.goto(`${platform.url}/events?q=${encodeURIComponent('kind:command.ran')}`)
    await page.getByText('set story seen-live').filter({ visible: true }).first().click()
    const drawer = page.getByRole('complementary', { name: 'Event' })
    await drawer.waitFor()
    await drawer.getByText('127.77.30.7').first().waitFor()
    expect(page.url()).toContain('event=')
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(browser.complaints).toEqual([])
  }, 90_000)
})
