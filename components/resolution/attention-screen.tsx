import type { AttentionView } from '@/lib/domain/resolution-view'
import { EnvironmentName } from '../deploy-request/environment-name'
import { PageHeader } from '../ui/page-header'
import { Section } from '../ui/section'
import { Diagnosis } from './diagnosis'
import { IgnoredDrift } from './ignored-drift'
import { ResolutionRows } from './resolution-rows'

/** What keeps an environment's history from being what the files say, and every way out of it. */
export function AttentionScreen({ view }: { view: AttentionView }) {
  const { project, environment, resolutions, ignored, acts } = view
  const open = resolutions.filter(({ state }) => state === 'proposed' || state === 'approved')
  const past = resolutions.filter((row) => !open.includes(row))
  const home = `/p/${project.slug}`
  return (
    <>
      <PageHeader
        trail={[
          { href: home, label: project.name },
          { href: `${home}/environments/${environment.slug}`, label: environment.name },
        ]}
        title="What needs attention"
        meta={
          <>
            <EnvironmentName {...environment} />
            <span className="font-mono text-xs">{environment.label}</span>
          </>
        }
      />
      {open.length > 0 ? (
        <Section id="open" title="Proposed, and not carried out yet" aside={open.length}>
          <ResolutionRows projectSlug={project.slug} rows={open} />
        </Section>
      ) : null}
      <Diagnosis view={view} />
      {ignored.length > 0 ? (
        <Section id="ignored" title="Left as it is" aside="drift that somebody decided to ignore">
          <IgnoredDrift
            projectSlug={project.slug}
            environmentSlug={environment.slug}
            rows={ignored}
            act={acts.ignore}
          />
        </Section>
      ) : null}
      {past.length > 0 ? (
        <Section id="past" title="Resolved before" aside="newest first">
          <ResolutionRows projectSlug={project.slug} rows={past} />
        </Section>
      ) : null}
    </>
  )
}
