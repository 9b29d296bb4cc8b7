using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Worker;

namespace Cdc.Testing.Tests.DynamoDb.Differential;

/// <summary>One of the two that are compared: does what it is told, and writes down what it sees.</summary>
public sealed class Side(AwsBackend backend) : DynamoDb.Streams.StreamsTest(backend)
{
    private string _arn = "";
    private int _run;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _arn = await CreateStreamAsync("NEW_AND_OLD_IMAGES");
    }

    /// <summary>Does the steps one by one; gives their answers, then the items and the records that they left.</summary>
    internal Task<List<string>> WriteAsync(IReadOnlyList<Step> steps) => ObserveAsync(steps, async (fresh, log) =>
    {
        foreach (var step in fresh) log.Add($"{step}: {await AnswerOf(() => DoAsync(step))}");
    });

    /// <summary>Does the steps as transactions of up to three.</summary>
    internal Task<List<string>> TransactAsync(IReadOnlyList<Step> steps) => ObserveAsync(steps, async (fresh, log) =>
    {
        foreach (var chunk in fresh.Chunk(3))
        {
            var distinct = chunk.DistinctBy(step => step.Key).ToList();
            log.Add($"{string.Join(" & ", distinct)}: {await AnswerOf(() => TransactAsync(distinct))}");
        }
    });

    /// <summary>Does something to items that no other run touches, then looks at them and at what is new in the stream.</summary>
    private async Task<List<string>> ObserveAsync(IReadOnlyList<Step> steps, Func<List<Step>, List<string>, Task> act)
    {
        _run++;
        List<string> log = [];
        await act([.. steps.Select(step => step with { Key = $"{_run}.{step.Key}" })], log);
        foreach (var key in Steps.Keys) log.Add(AttributeText.Show(await GetAsync($"{_run}.{key}")));
        // From the start: DynamoDB Local now and then takes an iterator that waited for one behind its horizon.
        log.AddRange((await ReadAllAsync(_arn)).Where(record => KeyOf(record).StartsWith($"{_run}.", StringComparison.Ordinal)).Select(Show));
        return log;
    }

    private static string Show(DynamoDbStreamRecord record)
    {
        var json = JsonDocument.Parse(record.Json).RootElement;
        return $"{json.GetProperty("eventName")} {AttributeText.Show(json, "Keys")}: {AttributeText.Show(json, "OldImage")} -> {AttributeText.Show(json, "NewImage")}";
    }

    private async Task<string> DoAsync(Step step)
    {
        var attributes = await step.DoAsync(Client, Orders);
        // Of a path in an attribute DynamoDB Local gives the whole attribute.
        return step.Returns == ReturnValue.UPDATED_OLD || step.Returns == ReturnValue.UPDATED_NEW
            ? string.Join(",", (attributes ?? []).Keys.Order(StringComparer.Ordinal))
            : AttributeText.Show(attributes);
    }

    private async Task<string> TransactAsync(List<Step> steps)
    {
        await Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = steps.ConvertAll(step => step.ToAction(Orders)) });
        return "done";
    }

    private static async Task<string> AnswerOf(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (ConditionalCheckFailedException error)
        {
            return $"{error.ErrorCode} {AttributeText.Show(error.Item)}";
        }
        catch (TransactionCanceledException error) when (error.CancellationReasons.Exists(reason => reason.Code == "ValidationError"))
        {
            // DynamoDB Local refuses the request without saying which write it was.
            return "ValidationException";
        }
        catch (TransactionCanceledException error)
        {
            return string.Join(", ", error.CancellationReasons.Select(reason => $"{reason.Code} {AttributeText.Show(reason.Item)}"));
        }
        catch (AmazonDynamoDBException error)
        {
            return error.ErrorCode;
        }
    }
}
