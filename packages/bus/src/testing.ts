// For tests of transports: the suite that each of them must pass.
export { type BusUnderTest, busConformance } from './conformance.ts'
