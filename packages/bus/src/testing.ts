// For tests of transports: the suite that each of them must pass.
export { busConformance, type BusUnderTest } from './conformance.ts'
