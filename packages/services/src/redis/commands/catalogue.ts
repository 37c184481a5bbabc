// Every command's handler, by lower-case name.
import type { Handler } from '../call.ts'
import { acl } from './acl.ts'
import { administration } from './administration.ts'
import { bits } from './bits.ts'
import { blocking } from './blocking.ts'
import { clientCommands } from './client.ts'
import { config } from './config.ts'
import { connection } from './connection.ts'
import { expiry } from './expiry.ts'
import { geo } from './geo.ts'
import { hashes } from './hashes.ts'
import { introspection } from './introspection.ts'
import { keys } from './keys.ts'
import { lists } from './lists.ts'
import { persistence } from './persistence.ts'
import { pubsub } from './pubsub.ts'
import { replication } from './replication.ts'
import { scan } from './scan.ts'
import { scripting } from './scripting.ts'
import { sets } from './sets.ts'
import { sorting } from './sort.ts'
import { streams } from './streams.ts'
import { strings } from './strings.ts'
import { transactions } from './transactions.ts'
import { zranges } from './zranges.ts'
import { zsets } from './zsets.ts'
import { zstore } from './zstore.ts'

export const handlers: Readonly<Record<string, Handler | undefined>> = {
  ...acl,
  ...administration,
  ...bits,
  ...blocking,
  ...clientCommands,
  ...config,
  ...connection,
  ...expiry,
  ...geo,
  ...hashes,
  ...introspection,
  ...keys,
  ...lists,
  ...persistence,
  ...pubsub,
  ...replication,
  ...scan,
  ...scripting,
  ...sets,
  ...sorting,
  ...streams,
  ...strings,
  ...transactions,
  ...zranges,
  ...zsets,
  ...zstore,
}
