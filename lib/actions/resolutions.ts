'use server'

import { act } from '../composition/act'
import { resolutionActs } from '../operations/resolution-acts'

const diagnosing = act(resolutionActs.diagnoseEnvironment)
export async function diagnoseEnvironment(input: unknown) {
  return diagnosing(input)
}

const proposing = act(resolutionActs.proposeResolution)
export async function proposeResolution(input: unknown) {
  return proposing(input)
}

const approving = act(resolutionActs.approveResolution)
export async function approveResolution(input: unknown) {
  return approving(input)
}

const withdrawing = act(resolutionActs.withdrawResolution)
export async function withdrawResolution(input: unknown) {
  return withdrawing(input)
}

const requesting = act(resolutionActs.requestResolution)
export async function requestResolution(input: unknown) {
  return requesting(input)
}

const ignoring = act(resolutionActs.ignoreDrift)
export async function ignoreDrift(input: unknown) {
  return ignoring(input)
}

const heeding = act(resolutionActs.stopIgnoringDrift)
export async function stopIgnoringDrift(input: unknown) {
  return heeding(input)
}
