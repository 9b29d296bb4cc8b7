using Cdc.Core;
using CsCheck;

namespace Cdc.Publisher.Tests.Fakes;

/// <summary>What an attribute of the item's image is.</summary>
public enum Color
{
    None,
    Fine,
    Refused,
    Large,
    TooLarge,
}

/// <summary>A change that an event holds.</summary>
public sealed record RandomChange(int Key, int Table, ChangeOperation Operation, bool Expired, Color Color, bool IsPoison)
{
    public static readonly Gen<RandomChange> Any = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 2].Select(word => word == 0 ? ChangeOperation.Insert : word == 1 ? ChangeOperation.Modify : ChangeOperation.Remove), Gen.Bool,
        Gen.Frequency((8, Gen.Const(Color.None)), (4, Gen.Const(Color.Fine)), (1, Gen.Const(Color.Refused)), (3, Gen.Const(Color.Large)), (1, Gen.Const(Color.TooLarge))),
        Gen.Int[0, 11],
        (key, table, operation, expired, color, poison) => new RandomChange(key, table, operation, expired, color, poison == 0));

    public bool IsExpiration => Expired && Operation == ChangeOperation.Remove;

    public bool IsPublishedBy(CdcPublisherOptions options) => IsExpiration ? options.PublishExpirations : Operation switch
    {
        ChangeOperation.Insert => options.PublishInserts,
        ChangeOperation.Modify => options.PublishModifications,
        _ => options.PublishRemovals,
    };

    public string ToRecord(int number)
    {
        var record = StreamEvents.Record($"k{Key}", number, Operation.ToString().ToUpperInvariant()).Replace("table/Orders", $"table/Orders{Table}", StringComparison.Ordinal);
        if (Expired) record = StreamEvents.Expired(record);
        var color = Color switch
        {
            Color.Fine => "red",
            Color.Refused => "\\u0001",
            Color.Large => new string('x', 30_000),
            Color.TooLarge => new string('x', 263_000),
            _ => null,
        };
        return color is null ? record : StreamEvents.WithImage(record, $$$"""{"color":{"S":"{{{color}}}"}}""", Operation == ChangeOperation.Remove ? "OldImage" : "NewImage");
    }
}

/// <summary>Settings that change what the publisher does.</summary>
public static class RandomOptions
{
    public static readonly Gen<CdcPublisherOptions> Any = Gen.Select(
        Gen.Enum<CdcPoisonPolicy>(), Gen.Int[0, 255], Gen.Int[1, 8], Gen.Int[0, 2], Gen.Int[0, 5].Select(at => new[] { 1, 1, 2, 3, 10, 100 }[at]), Gen.Int[0, 3].Select(at => new[] { 1_024, 4_000, 65_536, 262_144 }[at]),
        (policy, flags, calls, retry, changes, packedBytes) =>
        {
            var options = new CdcPublisherOptions
            {
                TopicArn = StreamEvents.TopicArn,
                PoisonPolicy = policy,
                ParkingTopicArn = StreamEvents.ParkingTopicArn,
                CoalesceChanges = (flags & 1) > 0,
                PublishInserts = (flags & 6) > 0,
                PublishRemovals = (flags & 24) > 0,
                PublishExpirations = (flags & 96) > 0,
                MaxConcurrentCalls = calls,
                RetryFor = TimeSpan.FromSeconds(retry),
                ImageAttributes = { "color" },
                MaxChangesPerMessage = changes,
                MaxPackedBytes = packedBytes,
            };
            if ((flags & 128) > 0) options.TopicArns["Orders1"] = StreamEvents.TopicArn + ".fifo";
            return options;
        });
}
