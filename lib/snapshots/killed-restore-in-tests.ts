import { postgres } from '../databases/postgres/postgres'
import { createSnapshotMethods } from './methods'
import { restoreBesideAndSwap } from './restore-beside'
import { restoreCopy } from './restore-copy'

// A process of its own that a test kills: takes or restores as it is told, saying each step.
const {
  source,
  taken,
  names,
  copy,
  id,
  dataDir,
  method: name,
} = JSON.parse(process.env.HEADGATE_TEST_RESTORE ?? '{}')
const parts = { database: postgres, dataDir }
const method = createSnapshotMethods(parts).find((candidate) => candidate.name === name)
if (!method) throw new Error(`No method ${name}`)
if (copy) {
  const done = await restoreCopy(
    parts,
    {
      ...{ method, source, taken, names: copy, user: 'postgres', comment: 'test' },
      // What the journal has by then.
      beforeNaming: async ({ databaseOid }) => console.log(`oid ${databaseOid} `),
    },
    (_done, _of, _unit, note) => console.log(note ?? 'step'),
  )
  console.log(done.ok ? 'named' : done.failure.why)
} else if (taken) {
  const done = await restoreBesideAndSwap(
    parts,
    { method, source, taken, names },
    (_done, _of, _unit, note) => {
      console.log(note ?? 'step')
    },
  )
  console.log(done.ok ? 'swapped' : done.failure.why)
} else {
  await method.take(source, id, () => console.log('step'))
}
