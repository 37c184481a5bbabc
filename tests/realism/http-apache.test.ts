// Apache beside ours: Debian's default site, and the files of a sign-in site.
import { drawing } from './draw.ts'
import { bodyProbes, connectionProbes } from './http/bodies.ts'
import { conditionProbes, errorProbes, fileProbes, pathProbes } from './http/files.ts'
import { folderProbes } from './http/folders.ts'
import { headerProbes, hostProbes, lineProbes, methodProbes, versionProbes } from './http/heads.ts'
import { BINARY, sides } from './http/sides.ts'
import { oracle } from './oracle.ts'

const draw = drawing('http apache')

oracle({
  suite: 'http apache',
  about:
    'The http service with `product: apache` and its default site, beside the Apache of Debian 12 with Debian’s default configuration.',
  binary: BINARY.apache,
  ...sides('apache', 'default', ['/index.html']),
  probes: [
    ...lineProbes(draw),
    ...versionProbes(draw),
    ...methodProbes(draw),
    ...hostProbes(draw),
    ...headerProbes(draw),
    ...bodyProbes(draw),
    ...connectionProbes(draw),
    ...pathProbes(draw),
    ...fileProbes(draw, { path: '/', size: 10_701 }),
    ...conditionProbes(draw, '/'),
    ...errorProbes(draw),
  ],
})

oracle({
  suite: 'http apache folders',
  about: 'Folders and files of the sign-in site under Apache, beside the Apache of Debian 12 over copies of the same files.',
  binary: BINARY.apache,
  ...sides('apache', 'login', ['/assets/app.css', '/robots.txt']),
  probes: folderProbes(draw, '/assets'),
})
