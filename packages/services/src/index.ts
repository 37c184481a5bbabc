// The service contract and the personas, for whoever runs services.
export { findService, services } from './catalogue.ts'
export { type Persona, type PersonaKind, persona } from './persona.ts'
export * from './service.ts'
