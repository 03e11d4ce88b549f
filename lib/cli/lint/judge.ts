import type { Analysis } from '../../domain/analysis'
import { analyse } from '../../risk/analyse'
import { emptyModel } from '../../risk/model/empty-model'
import type { AnalysisSettings } from '../../risk/rule'
import { loadParser } from '../../sql/parse'
import type { Sequence } from './sequence'

export interface JudgeOptions extends Omit<AnalysisSettings, 'runner' | 'guarded' | 'live'> {
  /** Null: Prisma for its histories, `plain` for other files. */
  runner: AnalysisSettings['runner'] | null
  /** Null: taken for granted of histories, whose every script would be told the same; not of other files. */
  guarded: boolean | null
}

/** One analysis of all sequences, each on a database of its own. */
export async function judge(sequences: readonly Sequence[], options: JudgeOptions): Promise<Analysis> {
  await loadParser()
  const analyses = sequences.map(({ kind, scripts, prismaSchema = '' }) => {
    const runner = options.runner ?? (kind === 'history' ? 'prisma' : 'plain')
    const schema = emptyModel({ complete: kind === 'history' })
    const guarded = options.guarded ?? kind === 'history'
    return analyse(scripts, schema, { ...options, runner, guarded, live: false, prismaSchema })
  })
  return joined(analyses, options.postgres)
}

function joined(analyses: readonly Analysis[], postgres: number): Analysis {
  const all = <T>(pick: (analysis: Analysis) => T[]) => analyses.flatMap(pick)
  const probes = new Map(all((each) => each.probes).map((probe) => [probe.id, probe]))
  return {
    postgres,
    migrations: all((each) => each.migrations),
    findings: all((each) => each.findings),
    probes: [...probes.values()],
    ignored: all((each) => each.ignored),
    unusedIgnores: all((each) => each.unusedIgnores),
  }
}
