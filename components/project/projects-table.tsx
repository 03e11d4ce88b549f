import Link from 'next/link'
import type { ProjectRow } from '@/lib/domain/project-view'
import { Table, Td, Th } from '../ui/table'
import { Time } from '../ui/time'

export function ProjectsTable({ projects }: { projects: ProjectRow[] }) {
  return (
    <Table
      caption="Projects"
      head={
        <>
          <Th>Name</Th>
          <Th>Folder</Th>
          <Th>Environments</Th>
          <Th>Connected</Th>
        </>
      }
    >
      {projects.map(({ slug, name, path, environments, connectedAt }) => (
        <tr key={slug}>
          <Td className="font-medium">
            <Link href={`/p/${slug}/settings`} className="underline decoration-line underline-offset-2">
              {name}
            </Link>
          </Td>
          <Td className="font-mono text-xs wrap-anywhere">{path}</Td>
          <Td>{environments.length ? environments.map((one) => one.name).join(', ') : 'none yet'}</Td>
          <Td>
            <Time at={connectedAt} seconds={false} />
          </Td>
        </tr>
      ))}
    </Table>
  )
}
