using Cdc.Publisher.Buffers;
using Cdc.Publisher.Publishing;
using CsCheck;

namespace Cdc.Publisher.Tests.Publishing;

public sealed class EventIdsTests
{
    [Theory]
    [InlineData("c81e728d9d4c2f636f067f89cc14862c", "c81e728d9d4c2f636f067f89cc14862c")]
    [InlineData("A-z_09", "A-z_09")]
    [InlineData("a.b", "2e7336dc8eba87ef472df568c35482ab")]
    [InlineData("ä", "33e6d73fee82904c8d7afb78de1154d1")]
    public void IdOf_EventId_IsTheIdOrAHash(string eventId, string id) => IdOf(eventId).Should().Be(id);

    [Fact]
    public void IdOf_AnyEventId_IsTakenByEveryReader() => Gen.String[1, 100].Sample(eventId =>
        IdOf(eventId) is { Length: > 0 and <= 59 } id
        && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
        && id == IdOf(eventId));

    private static string IdOf(string eventId)
    {
        using var text = new Utf8Arena();
        return text.Text(EventIds.IdOf(text, text.Append(eventId)));
    }
}
