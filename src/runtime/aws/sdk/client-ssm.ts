// @aws-sdk/client-ssm as one script of its own (virtual:aws-sdk); packageText wraps it into a factory.
import * as client from '@aws-sdk/client-ssm'

export { client }
