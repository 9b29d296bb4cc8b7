using System.Globalization;
using Cdc.Core;
using CsCheck;

namespace Cdc.Consumer.Tests.Marks;

/// <summary>What every store of marks promises.</summary>
public abstract class HighWaterMarkStoreContract
{
    private const string Source = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders";

    protected static HighWaterMarkKey Key { get; } = new() { Consumer = "OrderHandler", Source = Source, Key = "\"o-1\"" };

    protected abstract IHighWaterMarkStore Store { get; }

    [Fact]
    public async Task Read_OfAnItemThatIsNotKnown_IsNull() => (await ReadAsync(Key)).Should().BeNull();

    [Fact]
    public async Task Advance_ToANewerChange_MovesTheMark()
    {
        await AdvanceAsync(Key, "9");
        await AdvanceAsync(Key, "10");

        (await ReadAsync(Key)).Should().Be(SequenceNumber.Parse("10"));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("10")]
    public async Task Advance_ToAChangeThatIsNotNewer_LeavesTheMark(string handled)
    {
        await AdvanceAsync(Key, "10");
        await AdvanceAsync(Key, handled);

        (await ReadAsync(Key)).Should().Be(SequenceNumber.Parse("10"));
    }

    [Fact]
    public async Task Mark_OfTheLongestNumber_IsKeptToTheLastDigit()
    {
        var longest = new string('9', SequenceNumber.MaxDigits);
        await AdvanceAsync(Key, longest);

        (await ReadAsync(Key)).Should().Be(SequenceNumber.Parse(longest));
    }

    [Fact]
    public async Task Marks_OfOtherConsumersTablesAndKeys_AreApart()
    {
        HighWaterMarkKey[] keys = [Key, Key with { Consumer = "Other" }, Key with { Source = Source + "2" }, Key with { StreamLabel = "2026-11-29T10:00:00.000" }, Key with { StreamLabel = "2026-11-30T10:00:00.000" }, Key with { Key = "\"o-2\"" }];
        for (var index = 0; index < keys.Length; index++) await AdvanceAsync(keys[index], (index + 1).ToString(CultureInfo.InvariantCulture));

        for (var index = 0; index < keys.Length; index++)
            (await ReadAsync(keys[index])).Should().Be(SequenceNumber.Parse((index + 1).ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Advance_ByManyAtOnce_EndsAtTheNewest()
    {
        var run = 0;
        await Gen.Int[1, 1000].Array[2, 20].SampleAsync(
            async numbers =>
            {
                var key = Key with { Key = Interlocked.Increment(ref run).ToString(CultureInfo.InvariantCulture) };
                await Task.WhenAll(numbers.Select(number => Task.Run(() => AdvanceAsync(key, number.ToString(CultureInfo.InvariantCulture)))));

                (await ReadAsync(key)).Should().Be(SequenceNumber.Parse(numbers.Max().ToString(CultureInfo.InvariantCulture)));
            },
            iter: 50,
            threads: 1);
    }

    [Fact]
    public async Task Mark_SaysWhenItWasMoved()
    {
        var before = TimeProvider.System.GetUtcNow();
        await AdvanceAsync(Key, "10");
        await AdvanceAsync(Key, "9");

        var mark = await Store.ReadMarkAsync(Key, CancellationToken.None);
        mark!.Value.Handled.Should().Be(SequenceNumber.Parse("10"));
        mark.Value.MovedAt.Should().BeOnOrAfter(before.AddMilliseconds(-1)).And.BeOnOrBefore(TimeProvider.System.GetUtcNow());
        (await Store.ReadMarkAsync(Key with { Key = "other" }, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Replace_OfTheMarkThatIsThere_MovesItBack_AndOfAnother_DoesNot()
    {
        await AdvanceAsync(Key, "99");

        await Store.ReplaceAsync(Key, SequenceNumber.Parse("98"), SequenceNumber.Parse("5"), CancellationToken.None);
        (await ReadAsync(Key)).Should().Be(SequenceNumber.Parse("99"));

        await Store.ReplaceAsync(Key, SequenceNumber.Parse("99"), SequenceNumber.Parse("5"), CancellationToken.None);
        (await ReadAsync(Key)).Should().Be(SequenceNumber.Parse("5"));
    }

    protected Task<SequenceNumber?> ReadAsync(HighWaterMarkKey key) => Store.ReadAsync(key, CancellationToken.None).AsTask();

    protected Task AdvanceAsync(HighWaterMarkKey key, string handled) => Store.AdvanceAsync(key, SequenceNumber.Parse(handled), CancellationToken.None).AsTask();
}
