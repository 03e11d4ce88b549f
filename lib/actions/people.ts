'use server'

import { act } from '../composition/act'
import { settingsActs } from '../operations/settings-acts'

const creating = act(settingsActs.createPerson)
export async function createPerson(input: unknown) {
  return creating(input)
}

const changing = act(settingsActs.changeRole)
export async function changeRole(input: unknown) {
  return changing(input)
}

const switching = act(settingsActs.switchPerson)
export async function switchPerson(input: unknown) {
  return switching(input)
}

const resetting = act(settingsActs.resetPassword)
export async function resetPassword(input: unknown) {
  return resetting(input)
}

const changingOwn = act(settingsActs.changeOwnPassword)
export async function changeOwnPassword(input: unknown) {
  return changingOwn(input)
}
