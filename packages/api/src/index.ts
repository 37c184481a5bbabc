// The REST interface and the stream behind the contract.
export { type Api, makeApi } from './api.ts'
export { type AuditNote, note } from './audit.ts'
export { makePasswords, type Passwords, SHORTEST_PASSWORD } from './auth/passwords.ts'
export { type ApiLimits, type ApiPorts, type ComponentHealth, defaultLimits, type HealthSource } from './ports.ts'
