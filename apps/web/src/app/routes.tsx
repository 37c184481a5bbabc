// The router: one route a page, each in its own file of the build.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { parseSearch, stringifySearch } from '../lib/url.ts'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'
import { Bones, Failure } from '../ui/panel.tsx'
import { pages } from './catalogue.ts'
import { Shell } from './shell.tsx'

function NotFound() {
  return (
    <Page title="Not found">
      <Empty title="There is no such page" filtered>
        The address may be mistyped, or the page is not part of this version.
      </Empty>
    </Page>
  )
}

function Broken({ error }: { error: unknown }) {
  return (
    <Page title="This page broke">
      <Failure error={error} what="The page" retry={() => location.reload()} />
    </Page>
  )
}

function Coming() {
  return (
    <div className="dn-page" aria-busy>
      <Bones lines={6} height={28} />
    </div>
  )
}

/** Makes the router over this window's address. */
export function makeRouter() {
  const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
  const routes = pages.map((page) =>
    createRoute({
      getParentRoute: () => root,
      path: page.path,
      component: lazyRouteComponent(page.load, 'Page'),
      errorComponent: Broken,
      pendingComponent: Coming,
    }),
  )
  return createRouter({
    routeTree: root.addChildren(routes),
    parseSearch,
    stringifySearch,
    defaultPreload: false,
    defaultPendingMs: 200,
    scrollRestoration: false,
  })
}
