import type { ExternalProvider } from '../../domain/external-host'
import { neonHost } from '../neon/host'
import type { ExternalHostPort } from './host'

/** Every host that can be asked for snapshots. */
export const externalHosts: Record<ExternalProvider, ExternalHostPort> = { neon: neonHost }

/** The host that made what lies at this location; null: a person did, and described it in their own words. */
export function hostOf(location: string): ExternalHostPort | null {
  return Object.values(externalHosts).find((host) => host.owns(location)) ?? null
}
