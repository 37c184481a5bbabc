// Everything that has a name of its own - address, decky, session, file, service - shown and acted on in one way.
import { IconDots } from '@tabler/icons-react'
import { createContext, type MouseEvent, useContext } from 'react'
import { shortId, tailId, visible } from '../lib/format.ts'
import { useUrl } from '../lib/url.ts'
import { type EntityProps, entityOf } from './entity-kind.ts'
import { useEntityMenu } from './entity-menu.tsx'
import { Glyph } from './icons.tsx'

function labelOf({ kind, value }: EntityProps): string {
  if (kind === 'session' || kind === 'operation') return tailId(value)
  if (kind === 'file') return shortId(value)
  return visible(value)
}

/** False inside rows that the keyboard is not on: their links do not take a tab stop each. */
export const TabStops = createContext(true)

/** A named thing: a link to its page, and a menu to filter by it and to copy it. Right click opens the menu too. */
export function Entity(props: EntityProps) {
  const entity = entityOf(props)
  const { go } = useUrl()
  const openMenu = useEntityMenu()
  const tabIndex = useContext(TabStops) ? 0 : -1
  const label = labelOf(props)
  const follow = (event: MouseEvent) => {
    event.stopPropagation()
    if (event.ctrlKey || event.metaKey || event.shiftKey || !entity.path) return
    event.preventDefault()
    go(entity.path, entity.search)
  }
  const showMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault()
    event.stopPropagation()
    openMenu(entity, event.currentTarget)
  }
  const query = new URLSearchParams(entity.search).toString()
  return (
    <span className="dn-entity" data-kind={props.kind}>
      {entity.path && !props.plain ? (
        <a
          href={`${entity.path}${query ? `?${query}` : ''}`}
          onClick={follow}
          onContextMenu={showMenu}
          tabIndex={tabIndex}
          title={label === props.value ? undefined : props.value}
        >
          <bdi>{label}</bdi>
        </a>
      ) : (
        <bdi title={label === props.value ? undefined : props.value}>{label}</bdi>
      )}
      <button
        type="button"
        className="dn-entity-menu"
        aria-label={`Menu for ${props.kind} ${label}`}
        onClick={showMenu}
        onContextMenu={showMenu}
        tabIndex={tabIndex}
      >
        <Glyph icon={IconDots} size={13} />
      </button>
    </span>
  )
}
