using Cdc.Testing.EventSource.Streams;
using CsCheck;

namespace Cdc.Testing.Tests.EventSource.Streams;

/// <summary>Whatever the function does: each record is accepted or given up by rule, and none is passed before.</summary>
public sealed class DeliveryPropertyTests
{
    private enum Behaviour
    {
        Accepts,
        Throws,
        IsThrottled,
        Reports,
        ReportsSeveral,
        ReportsAStranger,
    }

    private static readonly Gen<LocalEventSourceMappingOptions> _options =
        from retries in Gen.Int[-1, 3]
        from bisects in Gen.Bool
        from report in Gen.Bool
        from lanes in Gen.Int[1, 4]
        from batchSize in Gen.Int[1, 9]
        select new LocalEventSourceMappingOptions
        {
            MaximumRetryAttempts = retries,
            BisectBatchOnFunctionError = bisects,
            ReportBatchItemFailures = report,
            ParallelizationFactor = lanes,
            BatchSize = batchSize,
            PollingInterval = TimeSpan.FromMilliseconds(1),
            ShardDiscoveryInterval = TimeSpan.FromMilliseconds(1),
        };

    /// <summary>So few that doubling the shortest retry delay with each of them stays within milliseconds.</summary>
    private static readonly Gen<(Behaviour Behaviour, int At)[]> _behaviours = Gen.Select(Gen.Enum<Behaviour>(), Gen.Int[0, 100]).Array[0, 16];

    [Fact]
    public async Task Deliver_AnyBehaviour_SettlesEachRecordInOrder() => await Gen.Select(_options, _behaviours, Gen.Int[1, 12]).SampleAsync(
        async (options, behaviours, count) =>
        {
            var model = new Model(behaviours, options);
            var delivery = new BatchDelivery(Deliveries.Mapping(model.HandleAsync, model.Options), "shard");

            await delivery.DeliverAsync(Deliveries.Records(count), CancellationToken.None);

            if (options.MaximumRetryAttempts < 0) model.GivenUp.Should().BeEmpty();
            model.Settled.Should().Equal(Enumerable.Range(1, count).Select(number => $"{number}"));
        },
        iter: 1000,
        threads: 1);

    [Fact]
    public async Task Mapping_AnyBehaviourAndFaults_SettlesEachItemsRecordsInOrder() => await Gen.Select(_options, _behaviours, Gen.Int).SampleAsync(
        async (options, behaviours, seed) =>
        {
            var faults = new AwsFaults(seed);
            faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.ShardSplit, probability: 0.1, count: 5);
            faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.ExpiredIterator, probability: 0.1);
            faults.Add(AwsService.DynamoDbStreams, null, AwsFault.Throttling, probability: 0.1);
            faults.Add(AwsService.DynamoDbStreams, null, AwsFault.ConnectionReset, probability: 0.05);
            faults.Add(AwsService.DynamoDbStreams, null, AwsFault.AnswerLost, probability: 0.05);
            using var table = await MappedTable.CreateAsync(shards: 2, faults: faults);
            var model = new Model(behaviours, options);
            string[] names = [.. Enumerable.Range(0, 60).Select(number => $"{number % 7}.{number / 7}")];
            await table.PutAsync(names[..40]);

            await using (LocalEventSourceMapping.Start(table.Streams, table.StreamArn, model.HandleAsync, model.Options))
            {
                await table.PutAsync(names[40..]);
                await model.SettledAsync(names.Length);
            }

            model.SettledNames.Should().BeEquivalentTo(names);
            foreach (var item in names.GroupBy(name => name.Split('.')[0]))
                model.SettledNames.Where(name => name.Split('.')[0] == item.Key).Should().Equal(item);
        },
        iter: 15,
        threads: 1);

    /// <summary>A function that behaves as it is told, and knows by Lambda's rules what is accepted and what is given up.</summary>
    private sealed class Model
    {
        private readonly (Behaviour Behaviour, int At)[] _behaviours;
        private readonly StreamFunction _function = new();
        private readonly DiscardTopic _discarded = new();
        private readonly List<Seen> _settled = [];
        private readonly List<Seen[]> _batches = [];
        private readonly SemaphoreSlim _progress = new(0);

        public Model((Behaviour Behaviour, int At)[] behaviours, LocalEventSourceMappingOptions options)
        {
            _behaviours = behaviours;
            _function.Answer = Answer;
            _discarded.OnDiscarded = GiveUp;
            Options = new()
            {
                MaximumRetryAttempts = options.MaximumRetryAttempts,
                BisectBatchOnFunctionError = options.BisectBatchOnFunctionError,
                ReportBatchItemFailures = options.ReportBatchItemFailures,
                ParallelizationFactor = options.ParallelizationFactor,
                BatchSize = options.BatchSize,
                RetryDelay = TimeSpan.FromTicks(1),
                PollingInterval = options.PollingInterval,
                ShardDiscoveryInterval = options.ShardDiscoveryInterval,
                OnFailure = _discarded.Destination,
            };
        }

        public LocalEventSourceMappingOptions Options { get; }

        public IEnumerable<string> Settled => Locked(() => _settled.Select(record => record.SequenceNumber).ToList());

        public IEnumerable<string> SettledNames => Locked(() => _settled.Select(record => record.Name).ToList());

        public IEnumerable<string> GivenUp => _discarded.Ranges;

        public Task<Stream> HandleAsync(Stream input) => _function.HandleAsync(input);

        public async Task SettledAsync(int count)
        {
            while (Locked(() => _settled.Count) < count)
            {
                if (!await _progress.WaitAsync(HangGuard.Patience)) throw new TimeoutException($"Settled are only {string.Join(' ', SettledNames)}.");
            }
        }

        private async Task<string> Answer(int number, Seen[] batch)
        {
            var (behaviour, at) = number <= _behaviours.Length ? _behaviours[number - 1] : (Behaviour.Accepts, 0);
            for (var turn = 0; turn < at % 20; turn++) await Task.Yield();
            at %= batch.Length;
            lock (_settled)
            {
                _batches.Add(batch);
                if (behaviour == Behaviour.Accepts || (!Options.ReportBatchItemFailures && behaviour > Behaviour.IsThrottled)) Settle(batch);
                else if (behaviour is Behaviour.Reports or Behaviour.ReportsSeveral) Settle(batch[..at]);
            }

            return behaviour switch
            {
                Behaviour.Accepts => "",
                Behaviour.Throws => throw new InvalidOperationException("test"),
                Behaviour.IsThrottled => throw new LambdaThrottledException(),
                Behaviour.Reports => StreamFunction.Failed(batch[at]),
                Behaviour.ReportsSeveral => StreamFunction.Failed([.. batch[at..].Reverse()]),
                _ => StreamFunction.Failed(new Seen("", "0")),
            };
        }

        /// <summary>Settles those of the latest batch that held both ends.</summary>
        private void GiveUp(string first, string last)
        {
            lock (_settled)
            {
                var batch = _batches.Last(seen => seen.Any(record => record.SequenceNumber == first) && seen.Any(record => record.SequenceNumber == last));
                Settle(batch.SkipWhile(record => record.SequenceNumber != first).TakeWhile(record => record.SequenceNumber != last).Append(batch.First(record => record.SequenceNumber == last)));
            }
        }

        private void Settle(IEnumerable<Seen> records)
        {
            _settled.AddRange(records);
            _progress.Release();
        }

        private T Locked<T>(Func<T> read)
        {
            lock (_settled) return read();
        }
    }
}
