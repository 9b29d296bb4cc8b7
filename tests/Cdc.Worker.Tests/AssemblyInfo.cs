// The tests at fake time let it go on when the thread pool has nothing to do.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
