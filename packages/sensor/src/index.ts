// The sensor: the process that speaks to attackers.
export { type LoadedService, loadServices } from './binding.ts'
export { type Control, openControl } from './control.ts'
export { defaultLimits, type Limits, parseLimits } from './limits.ts'
export { errorText, type Log, silentLog, stderrLog } from './log.ts'
export type { ControlAnswer } from './orders.ts'
export { type Drop, type Privileges, prepareDrop } from './privileges.ts'
export { Sensor, type SensorParts, type SensorStats } from './sensor.ts'
