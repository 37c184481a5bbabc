// Redis: what an operator may set.
import { z } from 'zod'

export const redisOptions = z.object({
  version: z
    .string()
    .regex(/^\d{1,2}\.\d{1,3}\.\d{1,4}$/, 'must look like 7.0.15')
    .optional()
    .meta({ title: 'Version', description: 'As INFO prints it; the persona knows its own' }),
  password: z.string().max(256).optional().meta({ title: 'Password', description: 'requirepass; without it anyone may act', secret: true }),
})
