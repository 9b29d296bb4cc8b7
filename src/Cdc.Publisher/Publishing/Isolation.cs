namespace Cdc.Publisher.Publishing;

/// <summary>Changes that were refused together and are sent again apart, to find the one at fault.</summary>
/// <remarks>
/// Nothing is given up before another of them was taken: where each alone is refused alike, the fault is the topic's, the settings' or SNS's, and no
/// single message's.
/// </remarks>
internal sealed class Isolation
{
    private readonly List<int> _members = [];
    private readonly List<(int Index, SnsFailure Failure)> _held = [];

    /// <summary>How many changes were refused alone and are kept until more is known.</summary>
    public int Held => _held.Count;

    /// <summary>Whether it is known that messages of their own are at fault: one was taken, or two were refused for different reasons.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Adds a change, unless it was refused together with others before.</summary>
    public void Join(EntryBatch batch, int index)
    {
        if (batch[index].Isolation is not null) return;
        batch[index].Isolation = this;
        _members.Add(index);
    }

    /// <summary>Keeps a change that was refused alone.</summary>
    public void Hold(int index, SnsFailure failure)
    {
        IsProven |= _held.Exists(held => held.Failure.Code != failure.Code);
        _held.Add((index, failure));
    }

    public void Accept() => IsProven = true;

    /// <summary>Whether all that could go out alone did, and was refused for the same reason.</summary>
    /// <remarks>What is left waits for its key. Where all have one key, there was nothing to compare the first with, and it counts as at fault.</remarks>
    public bool IsRefusedAlike(EntryBatch batch)
    {
        if (IsProven || _members.Count(index => batch[index] is { State: EntryState.Pending, IsOut: true }) > _held.Count) return false;
        if (_held.Count > 1) return true;
        IsProven = true;
        return false;
    }

    /// <summary>Takes out the changes that were held, where it is known that they are at fault themselves.</summary>
    public IReadOnlyList<(int Index, SnsFailure Failure)> Release()
    {
        if (!IsProven || _held.Count == 0) return [];
        var released = _held.ToArray();
        _held.Clear();
        return released;
    }
}
