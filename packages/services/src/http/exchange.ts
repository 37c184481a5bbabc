// One request while it is being answered: its evidence is written exactly once, whatever happens.
import type { Head } from '../kit/http/message.ts'
import type { Site } from '../kit/http/site.ts'
import type { Source } from '../kit/http/source.ts'
import type { Conversation } from '../service.ts'
import { Intake } from './intake.ts'
import type { RequestRecord } from './record.ts'

/** What a front works with. */
export interface Desk {
  readonly talk: Conversation
  readonly source: Source
  readonly record: RequestRecord
  readonly site: Site
  readonly look: Look
}

/** What makes this server this decky's own. */
export interface Look {
  /** As the Server header has it: `nginx/1.22.1`, `Apache/2.4.71 (Debian)`. */
  readonly server: string
  /** The name a server without a ServerName gives itself. */
  readonly name: string
  /** 16 hex digits: made once when the server starts. */
  readonly boundary: string
  /** Methods in the order of a hash table whose seed is drawn when the server starts. */
  readonly allow: string
}

export class Exchange {
  readonly intake: Intake
  readonly head: Head
  readonly #record: RequestRecord
  #written = false

  constructor(desk: Pick<Desk, 'talk' | 'record'>, head: Head) {
    this.head = head
    this.#record = desk.record
    this.intake = new Intake(desk.talk, head)
    desk.record.head(head)
  }

  /** Writes the request down; later calls do nothing. `status` 0: it got no answer. */
  async written(status: number, malformed?: string): Promise<void> {
    if (this.#written) return
    this.#written = true
    this.#record.made({ head: this.head, status, body: await this.intake.finish(), malformed })
  }
}
