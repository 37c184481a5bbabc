// An attacker of whom a row knows only the id: the address is looked up once and kept.
import { resources } from '@decnet/contract'
import { useQuery } from '@tanstack/react-query'
import { client } from '../lib/api.ts'
import { shortId } from '../lib/format.ts'
import { Entity } from './entity.tsx'

export function AttackerName({ uuid }: { uuid: string }) {
  const answer = useQuery({
    queryKey: ['attackers.address', uuid],
    // An attacker's address never changes: he is his address.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await client.call(resources.attackers.show, { params: { uuid }, signal })).ip,
  })
  return answer.data ? <Entity kind="address" value={answer.data} id={uuid} /> : <span className="dn-faint">{shortId(uuid)}</span>
}
