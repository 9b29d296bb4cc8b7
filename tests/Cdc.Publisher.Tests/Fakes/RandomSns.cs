using Cdc.Core;

namespace Cdc.Publisher.Tests.Fakes;

/// <summary>An SNS whose every call goes as a seed says, and which notes what it should never have been given.</summary>
/// <param name="seed">What happens.</param>
/// <param name="isPoison">What it never takes but on the parking topic.</param>
public sealed class RandomSns(int seed, Func<SnsEntry, bool> isPoison) : ISnsPublisher
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <summary>What reached a topic, in the order in which it did.</summary>
    public List<SnsEntry> Taken { get; } = [];

    /// <summary>Those of them that the publisher was told of.</summary>
    public List<SnsEntry> Confirmed { get; } = [];

    public List<string> Offences { get; } = [];

    public int MaxChanges { get; init; } = 1;

    public int MaxPackedBytes { get; init; } = int.MaxValue;

    /// <summary>Whether nothing goes wrong any more but with poison.</summary>
    public bool IsWell { get; set; }

    /// <summary>Called at each call's start, and told how long it takes.</summary>
    public Action<TimeSpan> Started { get; set; } = _ => { };

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Started(TimeSpan.FromMilliseconds(_random.Next(0, 600)));
            Check(topicArn, entries);
            return Task.FromResult(Answer(entries));
        }
    }

    private IReadOnlyList<SnsFailure> Answer(IReadOnlyList<SnsEntry> entries)
    {
        var poison = entries.Where(entry => Messages.Each(entry).Any(change => isPoison(change) && !Messages.IsParked(change))).ToList();
        var sound = entries.Except(poison).ToList();
        var kind = IsWell ? _random.Next(60) : _random.Next(100);
        if (kind < 30 && poison.Count > 0) throw FakeSns.Refusal("InvalidParameter", "Invalid parameter: Message Reason: no");
        if (kind < 60) return Confirm(sound, poison.Select(entry => FakeSns.Rejection(entry.Id)));
        if (kind < 70)
        {
            var failed = sound.Where(_ => _random.Next(2) == 0).ToList();
            return Confirm(sound.Except(failed), [.. poison.Select(entry => FakeSns.Rejection(entry.Id)), .. failed.Select(entry => FakeSns.Failure(entry.Id))]);
        }

        if (kind < 74) return Confirm(sound.Skip(1), [.. poison.Select(entry => FakeSns.Rejection(entry.Id)), .. sound.Take(1).Select(entry => FakeSns.Rejection(entry.Id, "AuthorizationError"))]);
        if (kind < 80) throw FakeSns.Refusal("Throttled", "Rate exceeded");
        Taken.AddRange((kind is < 86 or >= 97 ? sound : sound.Where(_ => kind < 91 && _random.Next(2) == 0)).SelectMany(Messages.Each));
        if (kind < 86) throw new HttpRequestException("The answer was lost.");
        if (kind < 91) throw new OperationCanceledException();
        if (kind < 94) throw FakeSns.Refusal("NotFound", "Topic does not exist");
        if (kind < 97) throw FakeSns.Refusal("InvalidParameter", "Invalid parameter: TopicArn");
        return [FakeSns.Rejection("1000000")];
    }

    private IReadOnlyList<SnsFailure> Confirm(IEnumerable<SnsEntry> taken, IEnumerable<SnsFailure> failures)
    {
        var all = taken.SelectMany(Messages.Each).ToList();
        Taken.AddRange(all);
        Confirmed.AddRange(all);
        return [.. failures];
    }

    private void Check(string topicArn, IReadOnlyList<SnsEntry> entries)
    {
        if (entries.Count is < 1 or > 10) Offences.Add($"{entries.Count} entries");
        if (entries.Sum(Messages.Size) > 262_144) Offences.Add($"{entries.Sum(Messages.Size)} bytes");
        if (entries.DistinctBy(entry => entry.Id).Count() < entries.Count) Offences.Add("an id twice");
        var keys = entries.SelectMany(entry => Messages.Each(entry).Select(Messages.Key).Distinct()).ToList();
        if (keys.Distinct().Count() < keys.Count) Offences.Add("a key in two messages of a call");
        foreach (var entry in entries) Check(topicArn, entry, Messages.Each(entry));
    }

    private void Check(string topicArn, SnsEntry entry, IReadOnlyList<SnsEntry> changes)
    {
        if (entry.Attributes.Count > 10) Offences.Add($"{entry.Attributes.Count} attributes");
        if (entry.Attributes.Any(attribute => attribute.Value.Value.Length == 0 || attribute.Value.Value.Any(character => character < ' '))) Offences.Add("a value");
        if (entry.GroupId is null == topicArn.EndsWith(".fifo", StringComparison.Ordinal)) Offences.Add("a group");
        if (Messages.IsParked(changes[0]) != topicArn.Contains("parking", StringComparison.Ordinal)) Offences.Add("a topic");
        if (changes.Count > MaxChanges) Offences.Add($"{changes.Count} changes");
        if (changes.Count > 1 && Messages.Size(entry) > MaxPackedBytes) Offences.Add($"{Messages.Size(entry)} bytes of {changes.Count} changes");
        if (entry.Attributes.TryGetValue("changes", out var count) ? count != new SnsMessageAttributeValue("Number", $"{changes.Count}") : changes.Count > 1) Offences.Add("a count of changes");
        if (entry.GroupId is not null && changes.Select(Messages.Key).Distinct().Count() > 1) Offences.Add("two keys in a FIFO message");
        foreach (var change in changes.Select(Messages.Envelope))
        {
            if (change.Type != entry.Attributes["type"].Value || change.Operation.ToWord() != entry.Attributes["operation"].Value) Offences.Add("an attribute that is not of each change");
        }
    }
}
