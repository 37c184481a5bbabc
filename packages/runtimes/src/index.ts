// Ways to run deckies.
export { type RuntimeEntry, type RuntimeParts, runtimes } from './catalogue.ts'
