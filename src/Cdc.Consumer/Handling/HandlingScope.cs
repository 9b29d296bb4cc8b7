using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Handling;

/// <summary>The dependency injection scope of a change or of a batch, which is opened when somebody asks for its services.</summary>
internal sealed class HandlingScope : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly IServiceScopeFactory? _factory;
    private IServiceProvider? _services;
    private AsyncServiceScope? _scope;
    private bool _isClosed;

    public HandlingScope(IServiceScopeFactory factory) => _factory = factory;

    private HandlingScope() => _isClosed = true;

    /// <summary>The scope of all that has ended without one.</summary>
    public static HandlingScope Closed { get; } = new();

    /// <summary>A scope whose services are given, and belong to whoever gave them.</summary>
    public HandlingScope(IServiceProvider services) => _services = services;

    /// <exception cref="ObjectDisposedException">The handling has ended.</exception>
    public IServiceProvider Services
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isClosed, typeof(CdcContext));
                if (_services is not null) return _services;
                _scope = _factory!.CreateAsyncScope();
                return _services = _scope.Value.ServiceProvider;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        AsyncServiceScope? scope;
        lock (_gate) (scope, _scope, _isClosed) = (_scope, null, true);
        return scope?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
