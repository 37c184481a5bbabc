// For tests: a sensor that only keeps books. It speaks the control protocol and writes what it runs into a file.
export const stubSensor = `
import { createServer, connect } from 'node:net'
import { rmSync, writeFileSync } from 'node:fs'
const flag = (name) => process.argv[process.argv.indexOf(name) + 1]
const [dir, control] = [flag('--dir'), flag('--control')]
const start = Date.now()
const deckies = new Map()
const book = () => writeFileSync(dir + '/book.json', JSON.stringify({ pid: process.pid, deckies: Object.fromEntries(deckies) }))
if (process.env.DECNET_DATA) throw new Error('the environment leaked')
const answer = (order) => {
  if (order.order === 'spec') { deckies.set(order.decky.decky_id, order.decky.revision); book(); return { configured: order.decky.revision, decky_id: order.decky.decky_id } }
  if (order.order === 'remove') { deckies.delete(order.decky_id); book(); return { removed: order.revision, decky_id: order.decky_id } }
  setTimeout(() => process.exit(0), 20)
  return { stopping: true }
}
const serve = () => {
  rmSync(control, { force: true })
  createServer((socket) => {
    socket.on('error', () => {})
    socket.write(JSON.stringify({ hello: { pid: process.pid, incarnation: start + '-' + process.pid } }) + '\\n')
    let held = ''
    socket.on('data', (text) => {
      const lines = (held + text).split('\\n')
      held = lines.pop()
      for (const line of lines) socket.write(JSON.stringify(answer(JSON.parse(line))) + '\\n')
    })
  }).listen(control)
}
book()
connect(control).on('connect', () => process.exit(3)).on('error', serve)
`
