// @aws-sdk/client-dynamodb and the document client over it as one script (virtual:aws-sdk): what one makes, the other
// asks for. packageText wraps it into a factory.
import * as client from '@aws-sdk/client-dynamodb'
import * as documents from '@aws-sdk/lib-dynamodb'

export { client, documents }
