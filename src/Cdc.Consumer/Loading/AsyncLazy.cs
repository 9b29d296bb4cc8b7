namespace Cdc.Consumer.Loading;

/// <summary>Makes a value once, when it is first asked for. Where that fails, the next to ask tries again.</summary>
internal sealed class AsyncLazy<T>(Func<Task<T>> make)
{
    private readonly Lock _gate = new();
    private Task<T>? _made;

    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> made;
        lock (_gate)
        {
            if (_made is null or { IsFaulted: true } or { IsCanceled: true }) _made = Task.Run(make, CancellationToken.None);
            made = _made;
        }

        return made.WaitAsync(cancellationToken);
    }
}
