// Runs the chain out of the packages: what is put into the table, and deleted again, must reach the worker, which is a process of its own.
// Chain <handler string, or "native"> <assembly or executable of the function> <what the worker says of the order> <and when it is gone> <the worker's command...>
using System.Diagnostics;
using System.Runtime.Loader;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing;

var (handler, function, placed, gone, worker) = (args[0], args[1], args[2], args[3], args[4..]);
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
    Func<Stream, Task<Stream>> invoke = stream => api.InvokeAsync(stream);
    if (handler == "native") processes.Add(Start([function], _ => { }));
    else invoke = Managed(handler, function);
    await using var mapping = LocalEventSourceMapping.Start(streams, table.TableDescription.LatestStreamArn, invoke);

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

// As the managed runtime does: the assembly with what it depends on, the type, the method with a stream in and out.
static Func<Stream, Task<Stream>> Managed(string handler, string assembly)
{
    var parts = handler.Split("::");
    var context = new AssemblyLoadContext("function");
    var resolver = new AssemblyDependencyResolver(assembly);
    context.Resolving += (loading, name) => resolver.ResolveAssemblyToPath(name) is { } path ? loading.LoadFromAssemblyPath(path) : null;
    var type = context.LoadFromAssemblyPath(assembly).GetType(parts[1], throwOnError: true)!;
    return type.GetMethod(parts[2])!.CreateDelegate<Func<Stream, Task<Stream>>>(Activator.CreateInstance(type));
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
