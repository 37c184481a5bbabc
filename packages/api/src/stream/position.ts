// Where a stream client stands: the last event and the last finding it was given, said as `<event seq>.<finding seq>`.

export interface StreamPosition {
  readonly event: number
  readonly finding: number
}

/** The id of a frame. */
export function formatPosition(position: StreamPosition): string {
  return `${position.event}.${position.finding}`
}

/** The position in a Last-Event-ID, or null when it is not one of ours. */
export function parsePosition(text: string): StreamPosition | null {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(text)
  return match ? { event: Number(match[1]), finding: Number(match[2]) } : null
}
