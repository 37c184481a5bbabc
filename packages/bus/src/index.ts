// Publish and subscribe: one contract, several transports.
export type { Bus, BusMessage, BusStats, SubscribeOptions, Subscription } from './bus.ts'
export { checkTopic, compilePattern, matches } from './match.ts'
export { openBus } from './open.ts'
