using System.Net;
using Amazon.Runtime;
using Cdc.Publisher;

namespace Cdc.Tests.Publishing;

/// <summary>An SNS that does as it is told and remembers what it was given.</summary>
public sealed class FakeSns(Func<IReadOnlyList<SnsEntry>, IReadOnlyList<SnsFailure>> answer) : ISnsPublisher
{
    public FakeSns()
        : this(_ => [])
    {
    }

    public List<IReadOnlyList<SnsEntry>> Calls { get; } = [];

    public List<string> TopicArns { get; } = [];

    public IEnumerable<SnsEntry> Entries => Calls.SelectMany(call => call);

    public static SnsFailure Failure(string id) => new(id, "InternalError", "try again", senderFault: false);

    public static SnsFailure Rejection(string id, string code = "InvalidParameter") => new(id, code, "not taken", senderFault: true);

    /// <summary>The error of a call that SNS takes nothing of.</summary>
    public static AmazonServiceException Refusal(string code, string message = "no") => new(message, ErrorType.Sender, code, "id", HttpStatusCode.BadRequest);

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        Calls.Add(entries);
        TopicArns.Add(topicArn);
        return Task.FromResult(answer(entries));
    }
}
