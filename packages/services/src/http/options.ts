// HTTP: what can be set; draws the form and checks every way in.
import { z } from 'zod'

export const httpOptions = z.object({
  product: z.enum(['nginx', 'apache']).default('nginx').meta({ title: 'Product' }),
  version: z
    .string()
    .max(32)
    .optional()
    .meta({ title: 'Version', description: 'As the Server header prints it; the persona knows its own' }),
  site: z
    .enum(['default', 'login'])
    .default('default')
    .meta({ title: 'Site', description: 'The distribution’s welcome page, or a sign-in page' }),
})
