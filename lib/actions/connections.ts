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

const testingHost = act(settingsActs.testExternalHost)
export async function testExternalHost(input: unknown) {
  return testingHost(input)
}

const settingHost = act(settingsActs.setExternalHost)
export async function setExternalHost(input: unknown) {
  return settingHost(input)
}

const removingHost = act(settingsActs.removeExternalHost)
export async function removeExternalHost(input: unknown) {
  return removingHost(input)
}

const disconnecting = act(settingsActs.disconnectEnvironment)
export async function disconnectEnvironment(input: unknown) {
  return disconnecting(input)
}
