// A captured file, as the interface shows it.
import { artifact as artifactModel } from '@decnet/kernel'
import { instant } from '../shapes.ts'

export const artifact = artifactModel.extend({ first_seen: instant, last_seen: instant })
