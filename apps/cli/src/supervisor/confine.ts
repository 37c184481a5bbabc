// Takes root's powers from children that need none: the control plane's front and analysis only touch files of their own user.
import { existsSync, statSync } from 'node:fs'

/** Of util-linux; the capabilities that a child may ever have are cut to the one for ports below 1024. */
const SETPRIV = '/usr/bin/setpriv'
const WITHOUT_POWERS = ['--bounding-set=-all,+net_bind_service', '--inh-caps=-all', '--no-new-privs', '--']

/** A program and its arguments. */
export interface CommandLine {
  readonly program: string
  readonly args: readonly string[]
}

/**
 * The command line under which `command` has no capability but CAP_NET_BIND_SERVICE. Unchanged where there is nothing to take away
 * (not root) or no way to (no setpriv), and where the data directory belongs to somebody else, whose files root then could not open.
 */
export function confined(command: CommandLine, data: string): CommandLine {
  const mayConfine = process.getuid?.() === 0 && existsSync(SETPRIV) && statSync(data).uid === 0
  return mayConfine ? { program: SETPRIV, args: [...WITHOUT_POWERS, command.program, ...command.args] } : command
}
