// APIs, their authorizers, CORS and throttles, from a template and back.
import type { Json, JsonObject } from '#base'
import { buildWorkflow } from '#workflow/testing'
import { serializeWorkflow, type Workflow } from '#workflow'
import { describe, expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate, type SamReading } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const read = (resources: string, before = ''): SamReading => {
  const result = readSamTemplate(`${before}Resources:\n${resources.replace(/^/gm, '  ')}`)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const named = (reading: SamReading, name: string) =>
  Object.values(reading.workflow.nodes).find((node) => node.name === name)
const edgesFrom = (reading: SamReading, port: string) =>
  Object.values(reading.workflow.edges).filter((edge) => edge.from.port === port)
const resourcesOf = (workflow: Workflow): JsonObject => {
  const yaml = readYaml(writeSamProject(workflow).files[TEMPLATE_FILE] ?? '')
  if (!yaml.ok) throw new Error(JSON.stringify(yaml.error))
  return asObject(get(yaml.value.value, 'Resources'))
}
const again = (workflow: Workflow): Workflow => {
  const { files } = writeSamProject(workflow)
  const result = readSamTemplate(files[TEMPLATE_FILE] ?? '', files)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.workflow
}
const properties = (resources: JsonObject, name: string): Json | undefined => get(resources[name], 'Properties')
const resourcesIn = (text: string): JsonObject => {
  const yaml = readYaml(text)
  if (!yaml.ok) throw new Error(JSON.stringify(yaml.error))
  return asObject(yaml.value.value)
}

const FUNCTION = `  Type: AWS::Serverless::Function
  Properties:
    CodeUri: work
    Handler: index.handler
    Runtime: nodejs22.x`
const GUARD = `Guard:\n${FUNCTION}`

const HTTP = `Shop:
  Type: AWS::Serverless::HttpApi
  Properties:
    StageName: prod
    StageVariables: {tenant: acme}
    CorsConfiguration: {AllowOrigins: [https://shop.example], AllowMethods: [GET], AllowCredentials: true, MaxAge: 600}
    DefaultRouteSettings: {ThrottlingBurstLimit: 20, ThrottlingRateLimit: 10}
    Auth:
      DefaultAuthorizer: Keys
      Authorizers:
        Keys:
          FunctionArn: !GetAtt Guard.Arn
          AuthorizerPayloadFormatVersion: "2.0"
          EnableSimpleResponses: true
          EnableFunctionDefaultPermissions: true
          Identity: {Headers: [X-Key], QueryStrings: [key], ReauthorizeEvery: 60}
        Tokens: {JwtConfiguration: {issuer: "https://id.example"}, IdentitySource: $request.header.Authorization}
Work:
${FUNCTION}
    Events:
      Get: {Type: HttpApi, Properties: {Path: "/orders/{id}", Method: GET, ApiId: !Ref Shop, PayloadFormatVersion: "1.0", RouteSettings: {ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2}}}
      Open: {Type: HttpApi, Properties: {Path: /open, Method: GET, ApiId: !Ref Shop, TimeoutInMillis: 1000, Auth: {Authorizer: NONE}}}
      Jwt: {Type: HttpApi, Properties: {Path: /jwt, Method: GET, ApiId: !Ref Shop, Auth: {Authorizer: Tokens, AuthorizationScopes: [a]}}}
${GUARD}`

const REST = `Shop:
  Type: AWS::Serverless::Api
  Properties:
    StageName: dev
    Variables: {tenant: acme}
    BinaryMediaTypes: [image~1png]
    Cors: {AllowOrigin: "'https://shop.example'", AllowMethods: "'GET,PUT'", AllowHeaders: "'x-key'", MaxAge: "'600'"}
    MethodSettings:
      - {HttpMethod: "*", ResourcePath: "/*", ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20}
      - {HttpMethod: GET, ResourcePath: "/~1orders~1{id}", ThrottlingRateLimit: 1}
      - {HttpMethod: GET, ResourcePath: "/~1orders", LoggingLevel: INFO}
    Auth:
      Authorizers:
        Token: {FunctionArn: !GetAtt Guard.Arn, Identity: {Header: X-Token, ValidationExpression: "t.*", ReauthorizeEvery: 0}}
        Request: {FunctionArn: !GetAtt Guard.Arn, FunctionPayloadType: REQUEST, Identity: {QueryStrings: [key]}}
Work:
${FUNCTION}
    Events:
      Get: {Type: Api, Properties: {Path: "/orders/{id}", Method: GET, RestApiId: !Ref Shop, Auth: {Authorizer: Token}}}
      List: {Type: Api, Properties: {Path: /orders, Method: GET, RestApiId: !Ref Shop, TimeoutInMillis: 5000}}
${GUARD}`

describe('an HTTP API of a template', () => {
  const reading = read(HTTP)

  test('has its stage, CORS, throttles, and its authorizers by function as connections', () => {
    expect(named(reading, 'Shop')).toMatchObject({
      config: {
        type: 'http',
        stage: 'prod',
        stageVariables: { tenant: 'acme' },
        cors: {
          state: 'on',
          allowOrigins: ['https://shop.example'],
          allowMethods: ['GET'],
          allowCredentials: true,
          maxAgeMs: 600_000,
        },
        throttleRate: 10,
        throttleBurst: 20,
      },
      kept: { Auth: { Authorizers: { Tokens: { IdentitySource: '$request.header.Authorization' } } } },
    })
    expect(edgesFrom(reading, 'authorize').map(({ config }) => config)).toEqual([
      {
        name: 'Keys',
        forAllRoutes: true,
        type: 'REQUEST',
        payloadFormat: '2.0',
        simpleResponses: true,
        identitySources: ['$request.header.X-Key', '$request.querystring.key'],
        validation: '',
        ttlMs: 60_000,
      },
    ])
    expect(edgesFrom(reading, 'route').map(({ config, kept }) => ({ ...config, kept }))).toMatchObject([
      { path: '/orders/{id}', payloadFormat: '1.0', throttleRate: 1, throttleBurst: 2, authorizer: '' },
      { path: '/open', timeoutMs: 1000, authorizer: 'NONE' },
      { path: '/jwt', authorizer: '', kept: { Auth: { Authorizer: 'Tokens', AuthorizationScopes: ['a'] } } },
    ])
  })

  test('is written again as it was', () => {
    const resources = resourcesOf(reading.workflow)
    const before = resourcesIn(HTTP)
    expect(properties(resources, 'Shop')).toEqual(properties(before, 'Shop'))
    expect(properties(resources, 'Work')).toEqual(properties(before, 'Work'))
  })
})

describe('a REST API of a template', () => {
  const reading = read(REST)

  test('runs as one', () => {
    expect(named(reading, 'Shop')).toMatchObject({
      config: {
        type: 'rest',
        stage: 'dev',
        stageVariables: { tenant: 'acme' },
        binaryMediaTypes: ['image/png'],
        cors: {
          state: 'on',
          allowOrigins: ['https://shop.example'],
          allowMethods: ['GET', 'PUT'],
          allowHeaders: ['x-key'],
          maxAgeMs: 600_000,
        },
        throttleRate: 10,
        throttleBurst: 20,
      },
      kept: { MethodSettings: [{ LoggingLevel: 'INFO' }] },
    })
    expect(edgesFrom(reading, 'authorize').map(({ config }) => config)).toMatchObject([
      {
        name: 'Token',
        type: 'TOKEN',
        forAllRoutes: false,
        identitySources: ['$request.header.X-Token'],
        validation: 't.*',
        ttlMs: 0,
      },
      { name: 'Request', type: 'REQUEST', identitySources: ['$request.querystring.key'] },
    ])
    expect(edgesFrom(reading, 'route').map(({ config }) => config)).toMatchObject([
      { path: '/orders/{id}', authorizer: 'Token', throttleRate: 1 },
      { path: '/orders', timeoutMs: 5000, authorizer: '' },
    ])
    expect(reading.report.notes).toEqual([])
  })

  test('is written again as it was', () => {
    const resources = resourcesOf(reading.workflow)
    const before = resourcesIn(REST)
    expect(properties(resources, 'Shop')).toMatchObject({
      ...asObject(properties(before, 'Shop')),
      Auth: {
        Authorizers: {
          Token: { FunctionPayloadType: 'TOKEN', Identity: { Header: 'X-Token', ReauthorizeEvery: 0 } },
          Request: { FunctionPayloadType: 'REQUEST' },
        },
      },
    })
    expect(properties(resources, 'Work')).toEqual(properties(before, 'Work'))
  })
})

test('the API that SAM makes has what the Globals say, and is not written for it', () => {
  const globals = 'Globals: {Api: {Cors: "\'*\'", BinaryMediaTypes: ["*~1*"]}}\n'
  const reading = read(
    `Work:\n${FUNCTION}\n    Events: {Get: {Type: Api, Properties: {Path: /a, Method: GET}}}`,
    globals,
  )
  expect(named(reading, 'ServerlessRestApi')).toMatchObject({
    config: { type: 'rest', cors: { state: 'on', allowOrigins: ['*'] }, binaryMediaTypes: ['*/*'] },
  })
  expect(Object.keys(resourcesOf(reading.workflow))).toEqual(['Work'])
})

test('routes that are no events have format 1.0 unless they say otherwise', () => {
  const plain = (version: string) => `Work:
${FUNCTION}
Plain: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: p, CorsConfiguration: {AllowOrigins: ["*"]}}}
Integration: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Plain, IntegrationUri: !GetAtt Work.Arn${version}}}
Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Plain, RouteKey: POST /b, Target: !Sub "integrations/\${Integration}"}}`
  const formats = (version: string) =>
    edgesFrom(read(plain(version)), 'route').map(({ config }) => get(config as Json, 'payloadFormat'))
  expect(formats('')).toEqual(['1.0'])
  expect(formats(', PayloadFormatVersion: "2.0"')).toEqual(['2.0'])
  expect(named(read(plain('')), 'Plain')).toMatchObject({ config: { cors: { state: 'on', allowOrigins: ['*'] } } })
})

test('a drawn API of either type comes back as the same document', () => {
  for (const type of ['http', 'rest']) {
    const workflow = buildWorkflow({
      nodes: {
        Shop: [
          'http-api',
          {
            type,
            timeoutMs: 4000,
            cors: { state: 'on', allowOrigins: ['https://a.example'], maxAgeMs: 1000 },
            throttleRate: 3,
            stageVariables: { a: 'b' },
            latencyMedianMs: 1,
          },
        ],
        Work: ['function'],
        Guard: ['function'],
      },
      edges: {
        'Shop.route > Work.invoke': { method: 'GET', path: '/a/{x}', throttleBurst: 2, authorizer: 'NONE' },
        'Shop.route >  Work.invoke': { method: 'PUT', path: '/b', timeoutMs: 70 },
        'Shop.authorize > Guard.invoke': { ttlMs: 1000, identitySources: ['$context.routeKey'] },
        'Shop.authorize >  Guard.invoke': { name: 'Other', forAllRoutes: false },
      },
    })
    expect(serializeWorkflow(again(workflow))).toBe(serializeWorkflow(workflow))
    const shop = get(resourcesOf(workflow), 'Shop')
    expect(get(shop, 'Type')).toBe(type === 'rest' ? 'AWS::Serverless::Api' : 'AWS::Serverless::HttpApi')
    expect(get(properties(resourcesOf(workflow), 'Shop'), 'Auth')).toMatchObject({ DefaultAuthorizer: 'Guard' })
  }
})
