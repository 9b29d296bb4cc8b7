// Runs the chain out of the packages: what is put into the table, and deleted again, must reach the worker, which is a process of its own.
// Chain <the function's handler> <the folder of its package> <what the worker says of the order> <and when it is gone> <the worker's command...>
// Chain <the function's handler> <the folder of its package> queue: invokes a function on a queue with two messages, of which it can read the first.
using System.Diagnostics;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing;

if (args is [var queueHandler, var queuePackage, "queue"])
{
    await InvokeQueueFunctionAsync(queueHandler, queuePackage);
    return;
}

var (handler, package, placed, gone, worker) = (args[0], args[1], args[2], args[3], args[4..]);
using var aws = new LocalAws();
await using var server = await LocalAwsServer.StartAsync(aws);
using var dynamoDb = aws.CreateDynamoDbClient();
using var sns = aws.CreateSnsClient();
using var sqs = aws.CreateSqsClient();
using var streams = aws.CreateStreamsClient();

var topicArn = await sns.CreateTopicAsync("orders");
var queueUrl = (await sqs.CreateQueueAsync("orders-listener")).QueueUrl;
var queueArn = (await sqs.GetQueueAttributesAsync(queueUrl, ["QueueArn"])).QueueARN;
await sns.SubscribeQueueAsync(topicArn, queueArn, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" });
var table = await dynamoDb.CreateTableAsync(new CreateTableRequest
{
    TableName = "Orders",
    KeySchema = [new("orderId", KeyType.HASH)],
    AttributeDefinitions = [new("orderId", ScalarAttributeType.S)],
    BillingMode = BillingMode.PAY_PER_REQUEST,
    StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_IMAGE },
});

// The environment of function and worker, wherever they run.
foreach (var (name, value) in new[]
{
    ("AWS_ENDPOINT_URL", server.Url.ToString()), ("AWS_REGION", aws.Options.Region), ("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local"),
    ("Cdc__TopicArn", topicArn),
}) Environment.SetEnvironmentVariable(name, value);

await using var api = await LocalLambdaRuntimeApi.StartAsync();
Environment.SetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API", api.Address);
var processes = new List<Process>();
try
{
    processes.Add(Start(Bootstrap(handler, package), _ => { }));
    await using var mapping = LocalEventSourceMapping.Start(streams, table.TableDescription.LatestStreamArn, stream => api.InvokeAsync(stream));

    var said = new Said();
    processes.Add(Start(worker, said.Hear));
    await dynamoDb.PutItemAsync("Orders", new Dictionary<string, AttributeValue> { ["orderId"] = new("o-1"), ["status"] = new("Placed") });
    await said.HeardAsync(placed);
    await dynamoDb.DeleteItemAsync("Orders", new Dictionary<string, AttributeValue> { ["orderId"] = new("o-1") });
    await said.HeardAsync(gone);
    Console.WriteLine("Both changes reached the worker.");
}
finally
{
    foreach (var process in processes)
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}

static async Task InvokeQueueFunctionAsync(string handler, string package)
{
    const string SqsEvent = """
        {"Records":[{"messageId":"m-1","eventSourceARN":"arn:aws:sqs:eu-central-1:123456789012:orders","body":
        "{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders\",\"type\":\"orders.modify\",\"time\":\"2026-11-22T10:00:00.000Z\",\"operation\":\"modify\",\"sequence\":\"0000000000000000000111000000000000000001\",\"data\":{\"orderId\":\"o-1\"}}"},
        {"messageId":"m-2","eventSourceARN":"arn:aws:sqs:eu-central-1:123456789012:orders","body":"no change envelope"}]}
        """;
    await using var api = await LocalLambdaRuntimeApi.StartAsync();
    Environment.SetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API", api.Address);
    var said = new Said();
    using var function = Start(Bootstrap(handler, package), said.Hear);
    try
    {
        using var answer = new StreamReader(await api.InvokeAsync(new MemoryStream(Encoding.UTF8.GetBytes(SqsEvent))));
        Console.WriteLine(await answer.ReadToEndAsync());
        await said.HeardAsync("m-2");
        await said.HeardAsync("Modify of ");
    }
    finally
    {
        function.Kill();
    }
}

// As Lambda does: on a custom runtime the file bootstrap, on the managed one the assembly that the handler names.
static string[] Bootstrap(string handler, string package)
{
    Environment.SetEnvironmentVariable("_HANDLER", handler);
    Environment.SetEnvironmentVariable("LAMBDA_TASK_ROOT", package);
    return handler == "bootstrap" ? [Path.Combine(package, handler)] : ["dotnet", "exec", Path.Combine(package, $"{handler}.dll")];
}

static Process Start(string[] command, Action<string> hear)
{
    var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(command[^1]),
    })!;
    process.OutputDataReceived += (_, line) => Tell(line.Data);
    process.ErrorDataReceived += (_, line) => Tell(line.Data);
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    return process;

    void Tell(string? line)
    {
        if (line is null) return;
        Console.WriteLine(line);
        hear(line);
    }
}

/// <summary>What the worker says.</summary>
internal sealed class Said
{
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new();

    public void Hear(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            _more.TrySetResult();
        }
    }

    public async Task HeardAsync(string text)
    {
        while (true)
        {
            Task more;
            lock (_lines)
            {
                if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal))) return;
                if (_more.Task.IsCompleted) _more = new();
                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromMinutes(3));
        }
    }
}
