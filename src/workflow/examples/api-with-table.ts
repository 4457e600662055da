// The smallest backend there is: an API, a function for each route, a table.
import { drawTemplate } from './template.ts'

const SAVE_SCORE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const round = Number(event.pathParameters?.round)
  if (!Number.isInteger(round)) return { statusCode: 400, body: JSON.stringify({ error: 'round must be a number' }) }

  const item = { game: 'chess', score: (round * 7919) % 1000, round, player: \`player-\${round % 7}\` }
  await documents.send(new PutCommand({ TableName: process.env.SCORES_TABLE_NAME, Item: item }))
  return { statusCode: 201, body: JSON.stringify(item) }
}
`

const LIST_BEST = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

/** The table keeps a game's scores in order, so that the best three are read without looking at the others. */
export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: process.env.SCORES_TABLE_NAME,
      KeyConditionExpression: 'game = :game',
      ExpressionAttributeValues: { ':game': event.pathParameters?.game },
      ScanIndexForward: false,
      Limit: 3,
    }),
  )
  console.log('best', Items.map(({ player, score }) => \`\${player} \${score}\`).join(', '))
  return { statusCode: 200, body: JSON.stringify(Items) }
}
`

export const apiWithTable = drawTemplate({
  id: 'api-with-table',
  title: { en: 'API with a table', 'zh-CN': 'API 与数据表' },
  summary: {
    en: 'Two routes, two functions, one table: writers and readers at once.',
    'zh-CN': '两条路由、两个函数、一张表：读写同时进行。',
  },
  note: 'The sort key is the design: scores are stored in the order in which they are read.',
  nodes: {
    Players: [
      'client',
      0,
      0,
      { arrivals: { shape: 'poisson', perSecond: 2, count: 100 }, method: 'PUT', path: '/scores/{{n}}', body: '{}' },
    ],
    Fans: [
      'client',
      0,
      1,
      { arrivals: { shape: 'poisson', perSecond: 3, count: 150 }, method: 'GET', path: '/best/chess', body: '' },
    ],
    Scoreboard: ['http-api', 1, 0.5],
    SaveScore: ['function', 2, 0, { codeUri: 'save-score', memoryMb: 256 }],
    ListBest: ['function', 2, 1, { codeUri: 'list-best', memoryMb: 256 }],
    Scores: ['table', 3, 0.5, { hashKey: 'game', rangeKey: 'score', rangeKeyType: 'N' }],
  },
  edges: {
    'Players.call > Scoreboard.request': {},
    'Fans.call > Scoreboard.request': {},
    'Scoreboard.route > SaveScore.invoke': { method: 'PUT', path: '/scores/{round}' },
    'Scoreboard.route > ListBest.invoke': { method: 'GET', path: '/best/{game}' },
    'SaveScore.call > Scores.items': { actions: ['write'] },
    'ListBest.call > Scores.items': { actions: ['read'] },
  },
  files: { 'save-score/index.ts': SAVE_SCORE, 'list-best/index.ts': LIST_BEST },
  duration: '1m30s',
})
