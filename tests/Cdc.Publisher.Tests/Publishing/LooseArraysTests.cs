using System.Runtime.CompilerServices;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Tests.Publishing;

/// <summary>The arrays of large invocations.</summary>
public sealed class LooseArraysTests
{
    private readonly LooseArrays<byte> _arrays = new();

    [Fact]
    public void Take_NothingThere_IsNull() => _arrays.Take(1).Should().BeNull();

    [Fact]
    public void Take_SeveralThatAreLongEnough_IsTheShortestOnce()
    {
        var (small, middle, large) = (new byte[10], new byte[20], new byte[40]);
        foreach (var array in new[] { large, small, middle }) _arrays.Put(array);

        _arrays.Take(11).Should().BeSameAs(middle);
        _arrays.Take(11).Should().BeSameAs(large);
        _arrays.Take(11).Should().BeNull();
        _arrays.Take(10).Should().BeSameAs(small);
    }

    [Fact]
    public void Put_MoreThanAreKept_LeavesTheRest()
    {
        var all = Enumerable.Range(0, 100).Select(_ => new byte[8]).ToList();
        foreach (var array in all) _arrays.Put(array);

        var taken = 0;
        while (_arrays.Take(1) is not null) taken++;

        taken.Should().Be(32);
        GC.KeepAlive(all);
    }

    [Fact]
    public void Put_FullCollection_FreesIt()
    {
        PutOne();

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);

        _arrays.Take(1).Should().BeNull();

        [MethodImpl(MethodImplOptions.NoInlining)]
        void PutOne() => _arrays.Put(new byte[1_000_000]);
    }

    [Fact]
    public void Rent_LargeArrayThatWasReturned_ComesAgain()
    {
        var array = PooledArray<decimal>.Rent(100_000);
        PooledArray<decimal>.Return(array);

        var again = PooledArray<decimal>.Rent(90_000);

        again.Should().BeSameAs(array);
        again.Length.Should().Be(131_072);
    }

    [Fact]
    public void Return_LargeArrayOfReferences_HoldsNoneOfThem()
    {
        var array = PooledArray<(string? Text, decimal Other)>.Rent(100_000);
        array[5].Text = "held";

        PooledArray<(string? Text, decimal Other)>.Return(array);

        array[5].Text.Should().BeNull();
    }
}
