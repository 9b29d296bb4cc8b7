namespace Cdc.Publisher.Tests;

public sealed class EverySettingTests
{
    [Fact]
    public void Options_EachSetting_IsNotItsDefault()
    {
        var defaults = new CdcPublisherOptions();

        typeof(CdcPublisherOptions).GetProperties().Where(property => property.GetValue(EverySetting.Options) switch
        {
            System.Collections.ICollection collection => collection.Count == 0,
            var value => Equals(value, property.GetValue(defaults)),
        }).Select(property => property.Name).Should().BeEmpty();
    }
}
