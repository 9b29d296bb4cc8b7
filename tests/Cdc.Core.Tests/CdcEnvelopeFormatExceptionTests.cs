namespace Cdc.Core.Tests;

public class CdcEnvelopeFormatExceptionTests
{
    [Fact]
    public void Constructor_FieldAndPosition_AreInTheMessage()
    {
        var error = new CdcEnvelopeFormatException("is empty", "data.orderId", 42);

        error.Message.Should().Be("Not a change envelope: 'data.orderId' at byte 42 is empty.");
        (error.Field, error.Position).Should().Be(("data.orderId", 42L));
    }

    [Fact]
    public void Constructor_WithoutField_HasNone()
    {
        var cause = new FormatException();

        new CdcEnvelopeFormatException().Message.Should().Be("The text is not a change envelope.");
        new CdcEnvelopeFormatException("m", cause).InnerException.Should().BeSameAs(cause);
        new CdcEnvelopeFormatException("m").Should().Match<CdcEnvelopeFormatException>(error => error.Field == null && error.Position == null);
    }
}
