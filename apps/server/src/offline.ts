// Verbs that need no server: `offline VERB [arguments]`. Exit codes: 0 done, 1 failed, 2 usage.
import { Problem } from '@decnet/kernel'
import { verbs } from './offline/catalogue.ts'

const [name = '', ...args] = process.argv.slice(2)
const verb = verbs.find((one) => one.name === name)
if (!verb) {
  console.error(`unknown verb ${JSON.stringify(name)}; there are ${verbs.map((one) => one.name).join(', ')}`)
  process.exitCode = 2
} else {
  try {
    process.exitCode = await verb.run(args)
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error)
    process.exitCode = error instanceof Problem && error.code === 'config.invalid' ? 2 : 1
  }
}
