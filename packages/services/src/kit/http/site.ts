// The route table: files, folders and an application, the same for every product in front of it.
import type { Conversation } from '../../service.ts'
import type { Head, Header } from './message.ts'

/** A file under the document root. `modified` is milliseconds since the epoch. */
export interface SiteFile {
  readonly body: Buffer
  readonly type: string
  readonly modified: number
  /** As zlib of the product's distribution packs it; ours may differ by some bytes. By compression level. */
  readonly packed?: Readonly<Record<number, Buffer>>
}

/** What the application is given: the path decoded, the body complete and bounded. */
export interface AppRequest {
  readonly head: Head
  readonly path: string
  readonly query: string
  readonly body: Buffer
  readonly talk: Conversation
}

/** What the application says; the product in front adds its own headers. */
export interface AppAnswer {
  readonly status: number
  readonly headers: readonly Header[]
  readonly type: string
  readonly body: Buffer
}

export interface Site {
  /** Files by decoded absolute path. */
  readonly files: ReadonlyMap<string, SiteFile>
  /** Folders by decoded absolute path, without a slash at the end; the root is ''. */
  readonly folders: ReadonlySet<string>
  /** Folders and prefixes that nobody may enter (`Require all denied`, `Require local`). */
  readonly forbidden: ReadonlySet<string>
  /** Paths that the application answers. */
  readonly app?: { readonly paths: ReadonlySet<string>; answer(request: AppRequest): Promise<AppAnswer> }
}

/** The file that stands for a folder, by the product's list of index names. */
export function indexOf(site: Site, folder: string, names: readonly string[]): SiteFile | undefined {
  for (const name of names) {
    const file = site.files.get(`${folder}/${name}`)
    if (file) return file
  }
  return undefined
}
