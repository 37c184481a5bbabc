// The port to the agent: what the reconciler says to it and hears from it.
import type { AgentMessage, AgentOrder } from '@decnet/kernel'

/** The agent of this host, wherever it runs. */
export interface Agents {
  /** True while an agent is connected. */
  readonly connected: boolean
  /** Says something; lost when no agent is connected, or when the connection breaks. Never throws. */
  send(order: AgentOrder): void
  /** What agents say, in order; each connection begins with `hello`. Iterate once; ends when the port is closed. */
  readonly messages: AsyncIterable<AgentMessage>
}
