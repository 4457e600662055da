// The AWS SDK clients that handlers may import, bundled into one script by the house (virtual:aws-sdk). The script is
// no program of its own: `packageText` wraps it into a factory of the worker's text, evaluated once per environment.
import * as clientSqs from '@aws-sdk/client-sqs'

export { clientSqs }
