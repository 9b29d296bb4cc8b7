using Cdc.Testing.Sqs;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>Digests whose bytes were laid out by hand from AWS's description of the algorithm; SDK clients check the rest.</summary>
public sealed class MessageAttributesMd5Tests
{
    [Fact]
    public void Of_NoAttributes_IsNull() => MessageAttributesMd5.Of([]).Should().BeNull();

    [Fact]
    public void Of_StringAttribute_HashesNameTypeKindAndValue()
    {
        // md5 of 00000001 61 00000006 537472696e67 01 00000002 c3a9
        MessageAttributesMd5.Of([new("a", new("String", "é", null))]).Should().Be("c4165ff38d6f49dc65bdda0cf099bde4");
    }

    [Fact]
    public void Of_SeveralAttributes_SortsThemByName()
    {
        // md5 of 00000001 41 00000006 42696e617279 02 00000002 00ff, then 00000001 61 00000006 4e756d626572 01 00000002 3132
        MessageAttributesMd5.Of([new("a", new("Number", "12", null)), new("A", new("Binary", null, [0, 255]))]).Should().Be("b4f4803ec0e7360c15c50f96a6d0e08c");
    }
}
