// decnet doctor
import { runOffline } from '../offline.ts'
import type { Verb } from '../verb.ts'

export const doctor: Verb = {
  name: 'doctor',
  register(program) {
    program
      .command('doctor')
      .description('check this machine and the settings, and say what to do')
      .option('-d, --data <dir>', 'data directory', process.env.DECNET_DATA || './data')
      .action(async (options: { data: string }) => {
        process.exitCode = await runOffline('doctor', ['--data', options.data])
      })
  },
}
