using System.Text;
using Cdc.Core.Wire;

namespace Cdc.Core.Tests.Wire;

public class SurrogatesTests
{
    [Theory]
    [InlineData(@"""\uFFFD""", true)]
    [InlineData(@"""a\\\uFFFD""", true)]
    [InlineData(@"""\\uFFFD \uFFFD""", true)]
    [InlineData(@"""\\uFFFD""", false)]
    [InlineData(@"""\\\\uFFFD""", false)]
    [InlineData("\"\ufffd\"", false)]
    [InlineData("", false)]
    public void WereReplaced_EscapedReplacementCharacter_IsFound(string json, bool found) =>
        Surrogates.WereReplaced(Encoding.UTF8.GetBytes(json)).Should().Be(found);
}
