// A credential that was tried, as the interface shows it: its secret masked.
import { credential as credentialModel } from '@decnet/kernel'
import { z } from 'zod'
import { instant } from '../shapes.ts'

export const credential = credentialModel.extend({
  first_seen: instant,
  last_seen: instant,
  secret: z.string().meta({ description: 'Masked' }),
  secret_b64: z.null(),
})
