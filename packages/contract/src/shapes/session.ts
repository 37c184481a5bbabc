// A session, as the interface shows it.
import { session as sessionModel } from '@decnet/kernel'
import { instant } from '../shapes.ts'

export const session = sessionModel.extend({ started: instant, ended: instant.nullable() })
