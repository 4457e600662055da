// What API Gateway allows, with where each figure is from: [R] recorded from AWS, [V] its documentation, [K] known.

/** Integration timeout: 50 ms at least; 30 s at most for an HTTP API. [V] */
export const MINIMUM_TIMEOUT_MS = 50
export const HTTP_TIMEOUT_MS = 30_000
/** Of a REST API: 29 s, or up to 300 s where the quota was raised for a Regional API. [V] */
export const REST_TIMEOUT_MS = 29_000
export const RAISED_REST_TIMEOUT_MS = 300_000

/** Requests a second in an account and Region, and the bucket they may come from at once. [K] */
export const ACCOUNT_RATE = 10_000
export const ACCOUNT_BURST = 5000

/** A request's body: 10 MB, though a function takes 6. [V] */
export const MAXIMUM_BODY_BYTES = 10_485_760

/** How long an authorizer's answer may be used again: an hour at most [V]; 300 s for a REST API [V], not at all for an HTTP API [K] unless told. */
export const MAXIMUM_TTL_MS = 3_600_000
export const REST_TTL_MS = 300_000
export const HTTP_TTL_MS = 0
/** An HTTP API waits 10 s for its authorizer, a REST API as long as for any function. [K] */
export const HTTP_AUTHORIZER_TIMEOUT_MS = 10_000

/** Stage variables of a stage. [K] */
export const MAXIMUM_STAGE_VARIABLES = 100

/** What the gateway itself takes until the function is asked. A model: "single-digit milliseconds" is said of it. [K] */
export const LATENCY_MEDIAN_MS = 6
export const LATENCY_P99_MS = 25
