// What a control line asks for, done: one order after another, each answered.
import { type SensorOrder, sensorOrder } from '@decnet/kernel'

/** What the sensor says back to whoever holds its control socket, one JSON object a line. */
export type ControlAnswer =
  | { readonly hello: { readonly pid: number; readonly incarnation: string } }
  | { readonly configured: number; readonly decky_id: string }
  | { readonly removed: number; readonly decky_id: string }
  | { readonly stopping: true }
  | { readonly refused: string }

/** Reads one control line: an order, or why it is none. */
export function parseOrder(line: string): SensorOrder | string {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return 'not JSON'
  }
  const order = sensorOrder.safeParse(json)
  if (order.success) return order.data
  const issue = order.error.issues[0]
  return `not an order: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.slice(0, 300)
}
