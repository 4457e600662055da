// @aws-sdk/client-kinesis as one script of its own (virtual:aws-sdk); packageText wraps it into a factory.
import * as client from '@aws-sdk/client-kinesis'

export { client }
