using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Publisher;
using Cdc.Testing.Chain;

namespace Cdc.Testing;

/// <summary>
/// Runs a whole chain in the test's process: a table with its stream, a function or a worker, a topic, and listeners with their queues and dead letters.
/// </summary>
/// <remarks>
/// Function, worker and consumers are the real ones; only the AWS pieces are <see cref="LocalAws"/>. Write to the table with <see cref="DynamoDb"/>, then wait with
/// <see cref="DeliveredAsync"/>, then look at what your handlers did. Dispose of the chain to stop it.
/// </remarks>
public sealed class LocalCdcChain : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);

    private readonly ChainParts _parts;

    private LocalCdcChain(ChainParts parts) => _parts = parts;

    /// <summary>Gets the local AWS, for example to create clients of your own or to move its clock.</summary>
    public LocalAws Aws => _parts.Aws;

    /// <summary>Gets a DynamoDB client; the chain disposes of it.</summary>
    public AmazonDynamoDBClient DynamoDb => _parts.DynamoDb;

    /// <summary>Gets an SQS client; the chain disposes of it.</summary>
    public AmazonSQSClient Sqs => _parts.Sqs;

    /// <summary>Gets an SNS client; the chain disposes of it.</summary>
    public SnsClient Sns => _parts.Sns;

    /// <summary>Gets the faults of the local AWS. Rules that are added strike from then on.</summary>
    public AwsFaults Faults => Aws.Options.Faults;

    /// <summary>Gets the table's name.</summary>
    public string TableName => _parts.Stream.Definition.TableName;

    /// <summary>Gets the stream's ARN.</summary>
    public string StreamArn => _parts.Stream.Definition.Arn;

    /// <summary>Gets the topic's ARN.</summary>
    public string TopicArn => _parts.TopicArn;

    /// <summary>Gets the listeners, in the order in which they were added.</summary>
    public IReadOnlyList<LocalCdcListener> Listeners => _parts.Listeners;

    /// <summary>Sets a chain up and starts it.</summary>
    /// <param name="configure">Says which table, what publishes and who listens. <see cref="LocalCdcChainOptions.Table(string, string, string, ScalarAttributeType, ScalarAttributeType)"/> is required.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The running chain. It captures what is written to the table from now on, and what its stream holds already.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    /// <exception cref="ArgumentException">No table is named, or AWS would not take a name or a setting.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options of the publisher, the worker or a consumer are out of their ranges.</exception>
    public static async Task<LocalCdcChain> StartAsync(Action<LocalCdcChainOptions> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new LocalCdcChainOptions();
        configure(options);
        var parts = new ChainParts(options);
        try
        {
            await parts.StartAsync(options, cancellationToken).ConfigureAwait(false);
            return new LocalCdcChain(parts);
        }
        catch
        {
            await parts.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Finds a listener.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="ArgumentException">There is none.</exception>
    public LocalCdcListener Listener(string name) =>
        Listeners.FirstOrDefault(listener => listener.Name == name)
        ?? throw new ArgumentException($"There is no listener '{name}'; there are: {string.Join(", ", Listeners.Select(listener => listener.Name))}.", nameof(name));

    /// <summary>Waits until every change that was written to the table is delivered: published or left out by a rule, and handled by every listener.</summary>
    /// <param name="timeout">How long it waits, by the real clock; null for 30 seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that ends when nothing is under way. Messages of a queue without a listener are delivered when they are in it.</returns>
    /// <exception cref="TimeoutException">Something is still under way; the message tells what and where, and the last warnings and errors.</exception>
    /// <exception cref="LocalCdcChainException">Nothing is under way any more, but there are dead letters, or the mapping gave changes up.</exception>
    public async Task DeliveredAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        await SettledAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (_parts.CountLost() > 0) throw new LocalCdcChainException(await DescribeAsync("Not all changes were delivered", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits until nothing is under way: as <see cref="DeliveredAsync"/>, but also accepts dead letters and changes that were given up.</summary>
    /// <param name="timeout">How long it waits, by the real clock; null for 30 seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that ends when nothing is under way.</returns>
    /// <exception cref="TimeoutException">Something is still under way; the message tells what and where, and the last warnings and errors.</exception>
    public async Task SettledAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var limit = timeout ?? _patience;
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await _parts.IsSettledAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) >= limit)
                throw new TimeoutException(await DescribeAsync(FormattableString.Invariant($"After {limit.TotalSeconds:0.###} s changes are still under way"), cancellationToken).ConfigureAwait(false));
            await Task.Delay(_look, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the consumers, the function or the worker, and disposes of the clients.</summary>
    /// <returns>A task that ends when nothing runs any more. Handlers get 5 seconds to end.</returns>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private async Task<string> DescribeAsync(string what, CancellationToken cancellationToken)
    {
        var lines = await _parts.DescribeAsync(cancellationToken).ConfigureAwait(false);
        return $"{what}.{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(line => "- " + line))}";
    }
}
