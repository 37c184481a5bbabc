// The overview: what happened since you were here.
import { useEffect } from 'react'
import { useNow } from '../../lib/now.ts'
import { markVisit } from '../../lib/prefs.ts'
import { Columns, Page, Stack } from '../../ui/page.tsx'
import { Feed, TimeLinePanel, TopAttackers, TopServices } from './parts.tsx'
import { FleetStrip, SystemStrip } from './strips.tsx'
import { Summary } from './summary.tsx'

export function OverviewPage() {
  const now = useNow()
  useEffect(() => {
    if (document.visibilityState === 'visible') markVisit(now)
  }, [now])
  return (
    <Page title="Overview">
      <Summary />
      <TimeLinePanel />
      <Columns kind="wide-left">
        <Feed />
        <Stack>
          <TopAttackers />
          <TopServices />
          <FleetStrip />
          <SystemStrip />
        </Stack>
      </Columns>
    </Page>
  )
}
