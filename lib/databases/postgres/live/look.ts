import type { LiveLook } from '../../live-look'
import { freeDisk } from './free-disk'
import { inTheWay } from './in-the-way'
import { probe } from './probe'
import { scanRate } from './scan-rate'
import { invalidIndexes, tables } from './tables'

export const look: LiveLook = { tables, probe, inTheWay, scanRate, freeDisk, invalidIndexes }
