// What was lost for want of room: counted per decky and class until it can be told.

/** What a frame belongs to; decides when it is given up for want of room. */
export type FrameClass = 'events' | 'captures' | 'transcripts'

/** How many frames of a class an owner has lost. */
export interface Loss<Owner> {
  readonly owner: Owner
  readonly what: FrameClass
  readonly count: number
}

/** Adds up losses. */
export class Losses<Owner extends { readonly decky_id: string }> {
  readonly #byKey = new Map<string, Loss<Owner>>()
  /** All that was ever lost. */
  total = 0

  add(loss: Loss<Owner>): void {
    this.total += loss.count
    const key = `${loss.owner.decky_id} ${loss.what}`
    this.#byKey.set(key, { ...loss, count: loss.count + (this.#byKey.get(key)?.count ?? 0) })
  }

  get any(): boolean {
    return this.#byKey.size > 0
  }

  /** Hands each loss to `tell` and forgets it; stops at the first that could not be told. */
  tellEach(tell: (loss: Loss<Owner>) => boolean): void {
    for (const [key, loss] of this.#byKey) {
      if (!tell(loss)) return
      this.#byKey.delete(key)
    }
  }

  /** Takes back a loss whose telling was itself lost: it counts once. */
  restore(loss: Loss<Owner>): void {
    this.total -= loss.count
    this.add(loss)
  }
}
