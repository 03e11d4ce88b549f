'use server'

import { act } from '../composition/act'
import { settingsActs } from '../operations/settings-acts'

const inspecting = act(settingsActs.inspectProject)
export async function inspectProject(input: unknown) {
  return inspecting(input)
}

const connecting = act(settingsActs.connectProject)
export async function connectProject(input: unknown) {
  return connecting(input)
}

const refreshing = act(settingsActs.refreshProject)
export async function refreshProject(input: unknown) {
  return refreshing(input)
}

const moving = act(settingsActs.moveProject)
export async function moveProject(input: unknown) {
  return moving(input)
}
