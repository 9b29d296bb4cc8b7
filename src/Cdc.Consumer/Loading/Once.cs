namespace Cdc.Consumer.Loading;

/// <summary>Makes something that everybody uses; where that fails, whoever comes next tries again.</summary>
internal sealed class Once<T>(Func<Task<T>> make)
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
