import type { DeployRequestView } from '@/lib/domain/deploy-request-view'
import { count, wayBackSentence } from '@/lib/domain/verdict'
import { SqlDiff } from '../sql/sql-diff'
import { SqlView } from '../sql/sql-view'
import { Kbd } from '../ui/kbd'
import { Section } from '../ui/section'
import { Tabs } from '../ui/tabs'
import { ChangesInWords } from './changes-in-words'
import { PlannedMigrationView } from './planned-migration'
import { ReverseView } from './reverse-view'

type PlanView = NonNullable<DeployRequestView['plan']>

/** What the plan does, statement by statement, to the schema, and back. */
export function PlanSections({ view, plan }: { view: DeployRequestView; plan: PlanView }) {
  const { body, evidence, risk } = plan
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
        {body.migrations.map((migration, index) => (
          <PlannedMigrationView
            key={migration.name}
            migration={migration}
            projectSlug={view.project.slug}
            losses={evidence.losses}
            position={index + 1}
            numberFrom={1 + statementsBefore(body, index)}
          />
        ))}
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
              content: (
                <SqlDiff
                  before={body.schemaDiffSql}
                  after={body.migrations.map((migration) => migration.sql.trim()).join('\n\n')}
                  beforeLabel="What the engine would write"
                  afterLabel="The scripts"
                />
              ),
            },
            {
              value: 'sql',
              label: 'Engine’s diff',
              content: body.schemaDiffSql.trim() ? (
                <SqlView sql={body.schemaDiffSql} anchor="diff-" />
              ) : (
                <p className="text-sm text-muted">The schema is the same before and after.</p>
              ),
            },
          ]}
        />
      </Section>
      <Section id="reverse" title="The way back" aside={wayBackSentence(risk)}>
        <ReverseView reverse={body.reverse} losses={evidence.reverseLosses} anchor="reverse-" />
      </Section>
    </>
  )
}

function statementsBefore(body: PlanView['body'], index: number): number {
  return body.migrations.slice(0, index).reduce((sum, migration) => sum + migration.statements.length, 0)
}
