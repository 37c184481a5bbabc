// Before any test: what tests start as a process of its own must be built from the present sources.

/** Nothing is built until every program exists. */
export default async function setup(): Promise<void> {}
