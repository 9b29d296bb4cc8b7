using Amazon.Runtime;
using Cdc.Publisher;

namespace Cdc.Worker.Tests.Rig;

/// <summary>One worker's way to AWS: it can be cut for good, as by a kill, or stand still and go on later, as by a stopped process.</summary>
internal sealed class WorkerLink(HttpClient aws) : HttpClientFactory
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _frozen;
    private volatile bool _isCut;

    public bool IsCut => _isCut;

    public bool IsFrozen
    {
        get
        {
            lock (_gate) return _frozen is not null;
        }
    }

    public void Freeze()
    {
        lock (_gate) _frozen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Thaw()
    {
        lock (_gate)
        {
            _frozen?.SetResult();
            _frozen = null;
        }
    }

    public void Cut()
    {
        _isCut = true;
        Thaw();
    }

    /// <summary>What was begun before a stop is carried out after it, whatever was cancelled meanwhile: the worst that can happen.</summary>
    public async Task PassAsync()
    {
        Task frozen;
        lock (_gate) frozen = _frozen?.Task ?? Task.CompletedTask;
        await frozen;
        if (_isCut) throw new IOException("The process was killed.");
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this, aws)) { Timeout = Timeout.InfiniteTimeSpan };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private sealed class Handler(WorkerLink link, HttpClient aws) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await link.PassAsync();
            using var copy = new HttpRequestMessage(request.Method, request.RequestUri);
            if (request.Content is { } content)
            {
                copy.Content = new ByteArrayContent(await content.ReadAsByteArrayAsync(CancellationToken.None));
                foreach (var (name, values) in content.Headers) copy.Content.Headers.TryAddWithoutValidation(name, values);
            }

            foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
            return await aws.SendAsync(copy, CancellationToken.None);
        }
    }
}

/// <summary>A topic that keeps what it took, in its order.</summary>
/// <param name="link">The worker's way to it.</param>
/// <param name="topic">What all workers publish to.</param>
/// <param name="worker">The worker.</param>
internal sealed class LinkedSns(WorkerLink link, RecordedTopic topic, Func<string> worker) : ISnsPublisher
{
    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        await Task.Yield();
        topic.Began(worker(), entries);
        await link.PassAsync();
        return topic.Take(entries);
    }
}
