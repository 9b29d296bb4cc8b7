using Cdc.SnsCalls;

namespace Cdc.Publisher.Sns;

/// <summary>Reads what a PublishBatch says of its entries.</summary>
internal static class PublishFailures
{
    /// <summary>The entries of a PublishBatch that failed: they come with HTTP status 200. Only what is named as successful went out.</summary>
    public static IReadOnlyList<SnsFailure> Read(SnsAnswer answer, IEnumerable<string> entryIds)
    {
        var failures = SnsAnswer.ReadMembers(answer, "Failed").Select(member => new SnsFailure(
            SnsAnswer.Find(member, "Id") ?? "", SnsAnswer.Find(member, "Code") ?? "Unknown", SnsAnswer.Find(member, "Message"), SnsAnswer.Find(member, "SenderFault") == "true")).ToList();
        var answered = SnsAnswer.ReadMembers(answer, "Successful").Select(member => SnsAnswer.Find(member, "Id"))
            .Concat(failures.Select(failure => failure.Id)).ToHashSet(StringComparer.Ordinal);
        failures.AddRange(entryIds.Where(id => !answered.Contains(id)).Select(id => new SnsFailure(
            id, "NotAnswered", "The answer does not say what became of the entry.", senderFault: false)));
        return failures;
    }
}
