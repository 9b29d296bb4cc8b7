using Cdc.Consumer.Routing;
using Cdc.Core;

namespace Cdc.Consumer.Tests.Routing;

public sealed class EnvelopeKeysTests
{
    [Fact]
    public void WithKey_OfAnEnvelopeWithEverything_KeepsAllButTheKey()
    {
        var change = new CdcEnvelope<ReadOnlyMemory<byte>>
        {
            Id = "1",
            Source = "s",
            Type = "t",
            Time = DateTimeOffset.UnixEpoch,
            Operation = ChangeOperation.Remove,
            Sequence = SequenceNumber.Parse("7"),
            StreamLabel = "label",
            Expired = true,
            TraceParent = "parent",
            TraceState = "state",
            Key = default,
        };

        var typed = change.WithKey("key");

        foreach (var property in typeof(CdcEnvelope<string>).GetProperties().Where(property => property.Name != "Key"))
        {
            var given = change.GetType().GetProperty(property.Name)!.GetValue(change);
            given.Should().NotBe(property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null, "{0} is to be tried", property.Name);
            property.GetValue(typed).Should().Be(given);
        }

        typed.Key.Should().Be("key");
    }
}
