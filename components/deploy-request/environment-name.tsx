import { Badge } from '../ui/badge'

/** An environment's name where several are mixed; production stands out. */
export function EnvironmentName({ name, kind }: { name: string; kind: string }) {
  return <Badge tone={kind === 'production' ? 'accent' : 'quiet'}>{name}</Badge>
}
