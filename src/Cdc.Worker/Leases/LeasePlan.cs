namespace Cdc.Worker.Leases;

/// <summary>What a worker is to do for its share of the leases.</summary>
/// <param name="Take">Leases that nobody holds.</param>
/// <param name="Ask">Leases whose owners are to hand them over.</param>
internal sealed record LeasePlan(IReadOnlyList<Lease> Take, IReadOnlyList<Lease> Ask)
{
    /// <summary>Plans for one worker.</summary>
    /// <param name="me">The worker.</param>
    /// <param name="leases">The leases whose shards can be read now.</param>
    /// <param name="isHeld">Whether the worker holds a lease already.</param>
    /// <param name="isExpired">Whether a lease's owner is gone.</param>
    /// <param name="start">Where in the list to begin; workers that begin at different places get in each other's way less.</param>
    /// <remarks>
    /// The share is what is left of an even split, rounded up. A lease is asked for only if nothing is free, and only of a worker that has two more than
    /// this one: so that the fewest leases move, and none moves back.
    /// </remarks>
    public static LeasePlan For(string me, IReadOnlyList<Lease> leases, Func<Lease, bool> isHeld, Func<Lease, bool> isExpired, int start)
    {
        var free = new List<Lease>();
        var owned = new Dictionary<string, List<Lease>>(StringComparer.Ordinal);
        var workers = new HashSet<string>(StringComparer.Ordinal) { me };
        var mine = 0;
        for (var index = 0; index < leases.Count; index++)
        {
            var lease = leases[(int)(((uint)start + (uint)index) % (uint)leases.Count)];
            if (isHeld(lease))
            {
                // What is on its way to another worker is that one's.
                if (lease.HandOverTo is { } next && next != me) workers.Add(next);
                else mine++;
            }
            else if (lease.Owner is not { } owner || owner == me || isExpired(lease))
            {
                free.Add(lease);
            }
            else
            {
                workers.Add(owner);
                if (lease.HandOverTo == me) mine++;
                else if (lease.HandOverTo is { } other) workers.Add(other);
                else if (owned.TryGetValue(owner, out var list)) list.Add(lease);
                else owned[owner] = [lease];
            }
        }

        var share = (leases.Count + workers.Count - 1) / workers.Count;
        var take = free.Take(Math.Max(0, share - mine)).ToList();
        return new LeasePlan(take, free.Count > 0 ? [] : AskFor(owned, mine));
    }

    private static List<Lease> AskFor(Dictionary<string, List<Lease>> owned, int mine)
    {
        var ask = new List<Lease>();
        while (owned.Count > 0)
        {
            var most = owned.Values.MaxBy(list => list.Count)!;
            if (most.Count - (mine + ask.Count) < 2) break;
            ask.Add(most[0]);
            most.RemoveAt(0);
        }

        return ask;
    }
}
