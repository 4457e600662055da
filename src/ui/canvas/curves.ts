// The curves of the edges on screen, by edge: written by the edges as they are drawn, read by what moves on them.
import type { EdgeId } from '#workflow'
import type { Curve } from './curve.ts'

export const curves = new Map<EdgeId, Curve>()
