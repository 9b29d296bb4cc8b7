// Stands between the demo and an emulator, and writes down which calls go through: one "service:Action" a line.
import { appendFileSync } from 'node:fs';
import { createServer, request } from 'node:http';

const [to, file] = process.argv.slice(2);
const target = new URL(to);
const services = { DynamoDB_20120810: 'dynamodb', DynamoDBStreams_20120810: 'dynamodb', AmazonSQS: 'sqs' };

const server = createServer((incoming, answer) => {
  const parts = [];
  incoming.on('data', (part) => parts.push(part));
  incoming.on('end', () => {
    const body = Buffer.concat(parts);
    const [service, action] = (incoming.headers['x-amz-target'] ?? '').split('.');
    const query = new URLSearchParams(body.toString('latin1')).get('Action');
    if (action) appendFileSync(file, `${services[service] ?? service}:${action}\n`);
    else if (query) appendFileSync(file, `sns:${query}\n`);
    // The host stays as it came: the emulator puts it into the URLs of its queues.
    const outgoing = request({ host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (back) => {
      answer.writeHead(back.statusCode, back.headers);
      back.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    outgoing.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
