// A finding, as the interface shows it.
import { type FindingTopic, findingTopics } from '@decnet/kernel'
import { z } from 'zod'
import { instant } from '../shapes.ts'

export const finding = z.object({
  seq: z.number().int(),
  id: z.uuid(),
  analyzer: z.string(),
  topic: z.enum(findingTopics as [FindingTopic, ...FindingTopic[]]),
  title: z.string(),
  subject: z.string(),
  time: instant,
  payload: z.record(z.string(), z.unknown()),
})
