import type { DeployRequestView, PlanView } from '@/lib/domain/deploy-request-view'
import { planPages } from '@/lib/domain/plan-pages'
import { count, wayBackSentence } from '@/lib/domain/verdict'
import type { OnPlan } from '../finding/finding-view'
import { mostLines } from '../sql/excerpt'
import { LongSqlView } from '../sql/long-sql-view'
import { SqlDiff } from '../sql/sql-diff'
import { Kbd } from '../ui/kbd'
import { Section } from '../ui/section'
import { Tabs } from '../ui/tabs'
import { ChangesInWords } from './changes-in-words'
import { KeptWay } from './kept-way'
import { PlanPageLinks } from './plan-page-links'
import { PlannedMigrationView } from './planned-migration'
import { ReverseView } from './reverse-view'

/** What the plan does, statement by statement, to the schema, and back. `page`: of a long plan, from 1. */
export function PlanSections({
  view,
  plan,
  page,
  on,
}: {
  view: DeployRequestView
  plan: PlanView
  page: number
  on: OnPlan
}) {
  const { body, evidence, risk } = plan
  const pages = planPages(body.migrations)
  const at = Math.min(Math.max(page, 1), pages.length) - 1
  const { from, to } = pages[at] ?? { from: 0, to: 0 }
  const links = (
    <PlanPageLinks
      pages={pages}
      at={at}
      href={`/p/${view.project.slug}/deploy-requests/${view.number}`}
      migrations={body.migrations.length}
    />
  )
  return (
    <>
      <Section
        id="statements"
        title="Statements"
        aside={`${count(risk.statements, 'statement', 'statements')}, in the order in which they run`}
        actions={
          <span className="text-xs text-muted max-md:hidden">
            <Kbd>n</Kbd> <Kbd>p</Kbd> next, previous
          </span>
        }
      >
        {links}
        {body.migrations.slice(from, to).map((migration, index) => (
          <PlannedMigrationView
            key={migration.name}
            migration={migration}
            projectSlug={view.project.slug}
            losses={evidence.losses}
            findings={plan.findings.filter(({ finding }) => finding.migration === migration.name)}
            risk={evidence.risk}
            rehearsed={view.rehearsal?.newest?.result.forward.statements ?? []}
            on={on}
            position={from + index + 1}
            numberFrom={1 + statementsBefore(body, from + index)}
          />
        ))}
        {links}
      </Section>
      <Section
        id="schema"
        title="Change of schema"
        aside={count(body.changesInWords.length, 'object', 'objects')}
      >
        <Tabs
          label="Change of schema"
          items={[
            { value: 'words', label: 'In words', content: <ChangesInWords lines={body.changesInWords} /> },
            {
              value: 'diff',
              label: 'Scripts against the engine’s diff',
              content: <Compared body={body} />,
            },
            {
              value: 'sql',
              label: 'Engine’s diff',
              content: body.schemaDiffSql.trim() ? (
                <LongSqlView sql={body.schemaDiffSql} anchor="diff-" />
              ) : (
                <p className="text-sm text-muted">The schema is the same before and after.</p>
              ),
            },
          ]}
        />
      </Section>
      <Section id="reverse" title="The way back" aside={wayBackSentence(risk)}>
        <ReverseView
          reverse={body.reverse}
          losses={evidence.reverseLosses}
          anchor="reverse-"
          kept={keepsAnything(body) ? <KeptOf body={body} evidence={evidence} /> : null}
        />
      </Section>
    </>
  )
}

function keepsAnything({ migrations, notKept = [] }: PlanView['body']): boolean {
  return notKept.length > 0 || migrations.some(({ keeps = [] }) => keeps.length > 0)
}

function KeptOf({ body, evidence }: Pick<PlanView, 'body' | 'evidence'>) {
  return (
    <KeptWay
      reverse={body.keptReverse ?? null}
      orders={body.migrations.flatMap(({ keeps = [] }) => keeps)}
      costs={evidence.keeps ?? []}
      losses={evidence.keptLosses ?? []}
      notKept={body.notKept ?? []}
    />
  )
}

function Compared({ body }: { body: PlanView['body'] }) {
  const scripts = body.migrations.map((migration) => migration.sql.trim()).join('\n\n')
  const lines = scripts.split('\n').length + body.schemaDiffSql.split('\n').length
  if (lines > 2 * mostLines)
    return (
      <p className="text-sm text-muted">
        The two have {lines.toLocaleString('en-US')} lines, too many to lay beside each other here.
      </p>
    )
  return (
    <SqlDiff
      before={body.schemaDiffSql}
      after={scripts}
      beforeLabel="What the engine would write"
      afterLabel="The scripts"
    />
  )
}

function statementsBefore(body: PlanView['body'], index: number): number {
  return body.migrations.slice(0, index).reduce((sum, migration) => sum + migration.statements.length, 0)
}
