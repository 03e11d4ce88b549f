'use server'

import { act } from '../composition/act'
import { settingsActs } from '../operations/settings-acts'

const checking = act(settingsActs.checkConnection)
export async function checkConnection(input: unknown) {
  return checking(input)
}

const connecting = act(settingsActs.connectEnvironment)
export async function connectEnvironment(input: unknown) {
  return connecting(input)
}

const replacing = act(settingsActs.replaceEnvironmentUrl)
export async function replaceEnvironmentUrl(input: unknown) {
  return replacing(input)
}

const changing = act(settingsActs.changePolicy)
export async function changePolicy(input: unknown) {
  return changing(input)
}

const disconnecting = act(settingsActs.disconnectEnvironment)
export async function disconnectEnvironment(input: unknown) {
  return disconnecting(input)
}
