// The drawer of one event, opened by `event=` in the address of any page.
import { resources } from '@decnet/contract'
import { useCall } from '../lib/query.ts'
import { useUrl } from '../lib/url.ts'
import { Drawer } from '../ui/drawer.tsx'
import { EventDetails } from '../ui/event-parts.tsx'
import { Answered, Bones } from '../ui/panel.tsx'

export function EventDrawer({ id }: { id: string }) {
  const { set } = useUrl()
  const answer = useCall({ route: resources.events.show, key: [id], input: () => ({ params: { id } }) })
  return (
    <Drawer title="Event" onClose={() => set({ event: null })}>
      <Answered answer={answer} what="The event" bones={<Bones lines={8} />}>
        {(event) => <EventDetails event={event} />}
      </Answered>
    </Drawer>
  )
}
