// Addresses: each embedded decky its own of 127.66.0.0/16, starting in a /24 that the installation chooses; a taken one is skipped and said.
import type { DeckyService, DesiredDecky } from '@decnet/kernel'
import type { Fault } from '../fleet.ts'
import type { WantedDecky } from './entries.ts'
import { bindServices, type PortRules, protocolOf, shiftedPort } from './ports.ts'

const FIRST_HOST = 2
const HOSTS_PER_NETWORK = 250
/** So many addresses in a row with the same port taken mean a program that listens on all of them. */
const TAKEN_IN_A_ROW = 8
const SHARED_ADDRESS = '127.0.0.1'
const SHARED_TRIES = 2000

/** Whether a port of an address can be bound; `forbidden` when only asking is not allowed to us. */
export type ProbeAnswer = 'free' | 'taken' | 'no_address' | 'forbidden'
export type Probe = (ask: { address: string; protocol: 'tcp' | 'udp'; port: number }) => Promise<ProbeAnswer>

/** Where a decky is put. */
export interface Placed {
  readonly address: string
  readonly services: DeckyService[]
}

/** True for addresses that plans choose by themselves. */
export function isAutomaticAddress(address: string): boolean {
  return address.startsWith('127.66.') || address === SHARED_ADDRESS
}

/** The addresses of an installation in the order in which they are given out: 250 of its own /24, then of the next ones. */
export function* automaticAddresses(installationId: string): Generator<string> {
  const start = Number.parseInt(installationId.slice(0, 2), 16)
  for (let network = 0; network < 256; network++) {
    for (let host = 0; host < HOSTS_PER_NETWORK; host++) yield `127.66.${(start + network) % 256}.${FIRST_HOST + host}`
  }
}

/** Gives out addresses and ports for one plan, remembering who has what. */
export class Addresses {
  readonly warnings: string[] = []
  readonly faults: Fault[] = []
  readonly #probe: Probe
  readonly #rules: PortRules & { readonly blocked: Set<string> }
  readonly #candidates: Generator<string>
  readonly #inUse = new Set<string>()
  /** Sockets by `address protocol/port`: of which decky. */
  readonly #sockets = new Map<string, string>()
  readonly #ours = new Set<string>()
  readonly #said = new Set<string>()

  constructor(facts: { installationId: string; lowestPort: number; shared: boolean; probe: Probe }, existing: readonly DesiredDecky[]) {
    this.#probe = facts.probe
    this.#rules = { lowestPort: facts.lowestPort, shared: facts.shared, blocked: new Set() }
    this.#candidates = automaticAddresses(facts.installationId)
    // Those that this plan takes down too: they are still bound while it is carried out.
    for (const decky of existing) {
      this.#inUse.add(decky.address)
      for (const key of socketsOf(decky)) this.#ours.add(key)
    }
  }

  /** Leaves deckies where they are. */
  hold(deckies: readonly DesiredDecky[]): void {
    for (const decky of deckies) for (const key of socketsOf(decky)) this.#sockets.set(key, decky.name)
  }

  /** Keeps or takes an address that is known before any is chosen; null when the decky needs one chosen. */
  async settle(wanted: WantedDecky, existing: DesiredDecky | null): Promise<Placed | null> {
    const kept = existing && (wanted.address === null ? isAutomaticAddress(existing.address) : wanted.address === existing.address)
    const address = kept ? existing.address : wanted.address
    if (address === null) return null
    this.#inUse.add(address)
    const services = bindServices(wanted, kept ? existing : null, this.#rules)
    for (const service of services) {
      for (const listen of service.listens) await this.#claim({ wanted, address, service, listen })
    }
    this.#sayShifts(services)
    return { address, services }
  }

  /** Chooses an address. */
  async choose(wanted: WantedDecky): Promise<Placed | null> {
    return this.#rules.shared ? await this.#chooseShared(wanted) : await this.#chooseOwn(wanted)
  }

  async #chooseOwn(wanted: WantedDecky): Promise<Placed | null> {
    let services = bindServices(wanted, null, this.#rules)
    let skipped: string[] = []
    // Not for..of: leaving it would end the generator, and the next decky goes on from here.
    for (let next = this.#candidates.next(); !next.done; next = this.#candidates.next()) {
      const address = next.value
      if (this.#inUse.has(address)) continue
      const taken = await this.#firstTaken(address, services)
      if (taken === null) {
        this.#inUse.add(address)
        for (const key of socketsOf({ address, services })) this.#sockets.set(key, wanted.name)
        for (const warning of skipped) this.#say(warning)
        this.#sayShifts(services)
        return { address, services }
      }
      skipped.push(`${address} is skipped: another program holds ${taken} there`)
      if (skipped.length < TAKEN_IN_A_ROW) continue
      skipped = []
      if (this.#rules.blocked.has(taken)) break
      this.#rules.blocked.add(taken)
      services = bindServices(wanted, null, this.#rules)
    }
    this.faults.push({ path: wanted.path, message: `no free address is left in 127.66.0.0/16 for ${wanted.name}` })
    return null
  }

  async #chooseShared(wanted: WantedDecky): Promise<Placed | null> {
    const services = bindServices(wanted, null, this.#rules)
    for (const service of services) {
      for (const listen of service.listens) {
        if (wanted.ports.has(`${service.name}/${listen.port}`)) {
          await this.#claim({ wanted, address: SHARED_ADDRESS, service, listen })
          continue
        }
        const port = await this.#freePort(listen)
        if (port === null) this.faults.push({ path: wanted.path, message: `no free port was found for ${service.name}` })
        else listen.bind_port = port
        this.#sockets.set(socketKey(SHARED_ADDRESS, listen), wanted.name)
      }
    }
    this.#sayShifts(services)
    return { address: SHARED_ADDRESS, services }
  }

  async #freePort(listen: Listen): Promise<number | null> {
    const last = Math.min(65535, listen.bind_port + SHARED_TRIES)
    for (let port = listen.bind_port; port <= last; port++) {
      const key = socketKey(SHARED_ADDRESS, { ...listen, bind_port: port })
      if (this.#sockets.has(key) || this.#ours.has(key)) continue
      const answer = await this.#probe({ address: SHARED_ADDRESS, protocol: protocolOf(listen.transport), port })
      if (answer === 'free' || answer === 'forbidden') return port
    }
    return null
  }

  async #firstTaken(address: string, services: readonly DeckyService[]): Promise<string | null> {
    for (const { listens } of services) {
      for (const { transport, bind_port: port } of listens) {
        const protocol = protocolOf(transport)
        const answer = await this.#probe({ address, protocol, port })
        if (answer === 'taken' || answer === 'no_address') return `${protocol}/${port}`
      }
    }
    return null
  }

  async #claim(claim: { wanted: WantedDecky; address: string; service: DeckyService; listen: Listen }): Promise<void> {
    const { wanted, address, service, listen } = claim
    const key = socketKey(address, listen)
    const other = this.#sockets.get(key)
    this.#sockets.set(key, wanted.name)
    const at = wanted.ports.has(`${service.name}/${listen.port}`) ? [...wanted.path, 'ports', service.name] : [...wanted.path, 'address']
    const port = `port ${listen.bind_port} of ${address}`
    if (other !== undefined) this.faults.push({ path: at, message: `${port} is already that of ${other}` })
    else if (!this.#ours.has(key)) {
      const answer = await this.#probe({ address, protocol: protocolOf(listen.transport), port: listen.bind_port })
      if (answer === 'taken') this.faults.push({ path: at, message: `${port} is taken by another program` })
      if (answer === 'no_address') this.faults.push({ path: at, message: `${address} is not an address of this host` })
    }
  }

  #sayShifts(services: readonly DeckyService[]): void {
    for (const { name, listens } of services) {
      for (const { transport, port, bind_port } of listens) {
        if (bind_port !== shiftedPort(port)) continue
        const held = this.#rules.blocked.has(`${protocolOf(transport)}/${port}`)
        const why = held ? 'another program holds it on all addresses' : 'it may not be bound by this user'
        if (held || port < this.#rules.lowestPort) this.#say(`${name} binds port ${bind_port} instead of ${port}: ${why}`)
      }
    }
  }

  #say(warning: string): void {
    if (!this.#said.has(warning)) this.warnings.push(warning)
    this.#said.add(warning)
  }
}

type Listen = DeckyService['listens'][number]

function socketKey(address: string, listen: Listen): string {
  return `${address} ${protocolOf(listen.transport)}/${listen.bind_port}`
}

function socketsOf(decky: Pick<DesiredDecky, 'address' | 'services'>): string[] {
  return decky.services.flatMap(({ listens }) => listens.map((listen) => socketKey(decky.address, listen)))
}
