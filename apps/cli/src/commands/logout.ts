// decnet logout
import { resources } from '@decnet/contract'
import { forgetSession } from '../session.ts'
import type { Verb } from '../verb.ts'

export const logout: Verb = {
  name: 'logout',
  register(program, connect) {
    program
      .command('logout')
      .description('revoke the token and forget it')
      .action(async () => {
        await connect()
          .call(resources.auth.logout)
          .finally(() => forgetSession())
        console.log('signed out')
      })
  },
}
