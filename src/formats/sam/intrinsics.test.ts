import { expect, test } from 'vitest'
import type { Json } from '#base'
import { createResolver, renameReferences } from './intrinsics.ts'

const resolver = createResolver({
  sections: {
    Parameters: {
      Stage: { Type: 'String', Default: 'dev' },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path' },
      Open: { Type: 'String' },
    },
    Mappings: { Sizes: { dev: { Memory: 128 } } },
    Conditions: {
      Dev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
      NotDev: { 'Fn::Not': [{ Condition: 'Dev' }] },
      Both: { 'Fn::And': [{ Condition: 'Dev' }, { Condition: 'NotDev' }] },
      Any: { 'Fn::Or': [{ Condition: 'Unknown' }, { Condition: 'Dev' }] },
      Circle: { 'Fn::Not': [{ Condition: 'Circle' }] },
    },
  },
  resources: {
    Queue: { Type: 'AWS::SQS::Queue' },
    Work: { Type: 'AWS::Serverless::Function' },
    Table: { Type: 'AWS::DynamoDB::Table' },
  },
})

const choice = (condition: string): Json => ({ 'Fn::If': [condition, 'yes', 'no'] })

test.each<[Json, Json | undefined]>([
  [{ Ref: 'Stage' }, 'dev'],
  [{ Ref: 'Zones' }, ['a', 'b']],
  [{ Ref: 'Secret' }, undefined],
  [{ Ref: 'Open' }, undefined],
  [{ Ref: 'Nobody' }, undefined],
  [{ Ref: 'AWS::Region' }, 'us-east-1'],
  [{ Ref: 'Queue' }, 'https://sqs.us-east-1.amazonaws.com/123456789012/Queue'],
  [{ Ref: 'Work' }, 'Work'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:123456789012:Queue'],
  [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'Queue'],
  [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:123456789012:Table'],
  [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }, undefined],
  [{ 'Fn::Sub': '${Stage}-${!Stage}-${AWS::AccountId}' }, 'dev-${Stage}-123456789012'],
  [{ 'Fn::Sub': ['${A}-${Queue.QueueName}', { A: { Ref: 'Stage' } }] }, 'dev-Queue'],
  [{ 'Fn::Sub': '${Open}' }, undefined],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-dev'],
  [{ 'Fn::Join': ['-', { Ref: 'Zones' }] }, 'a-b'],
  [{ 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
  [{ 'Fn::Select': [9, { Ref: 'Zones' }] }, undefined],
  [{ 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
  [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Memory'] }, 128],
  [{ 'Fn::FindInMap': ['Sizes', 'none', 'Memory', { DefaultValue: 1 }] }, 1],
  [choice('Dev'), 'yes'],
  [choice('NotDev'), 'no'],
  [choice('Both'), 'no'],
  [choice('Any'), 'yes'],
  [choice('Circle'), undefined],
  [choice('constructor'), undefined],
  [['a', { 'Fn::If': ['NotDev', 'b', { Ref: 'AWS::NoValue' }] }], ['a']],
  [{ a: { Ref: 'Stage' }, b: { Ref: 'AWS::NoValue' } }, { a: 'dev' }],
  [{ 'Fn::ImportValue': 'x' }, undefined],
])('%j is %j', (value, wanted) => {
  expect(resolver.resolve(value)).toEqual(wanted)
})

test('a doubling chain of Fn::Sub ends instead of filling memory', () => {
  let value: Json = 'x'.repeat(100)
  for (let level = 0; level < 30; level++) value = { 'Fn::Sub': ['${A}${A}', { A: value }] }
  expect(resolver.resolve(value)).toBeUndefined()
})

test('references are found wherever they stand, parameters and literals left out', () => {
  const value: Json = {
    'Fn::Join': [
      '',
      [
        { Ref: 'Stage' },
        { 'Fn::GetAtt': ['Queue', 'Arn'] },
        { 'Fn::Sub': '${Work.Arn}${!Table}${AWS::Region}' },
        { Ref: 'Table' },
      ],
    ],
  }
  expect(resolver.references(value).map(({ id }) => id)).toEqual(['Queue', 'Work', 'Table'])
})

test('renaming follows every form of a reference and nothing else', () => {
  const names = new Map([['Queue', 'Jobs']])
  const value: Json = {
    Queue: 'Queue',
    a: { Ref: 'Queue' },
    b: { 'Fn::GetAtt': 'Queue.Arn' },
    c: { 'Fn::Sub': ['${Queue}${Queue.Arn}${!Queue}${V}', { V: { Ref: 'Queue' } }] },
    DependsOn: ['Queue', 'Other'],
  }
  expect(renameReferences(value, names)).toEqual({
    Queue: 'Queue',
    a: { Ref: 'Jobs' },
    b: { 'Fn::GetAtt': 'Jobs.Arn' },
    c: { 'Fn::Sub': ['${Jobs}${Jobs.Arn}${!Queue}${V}', { V: { Ref: 'Jobs' } }] },
    DependsOn: ['Jobs', 'Other'],
  })
})
