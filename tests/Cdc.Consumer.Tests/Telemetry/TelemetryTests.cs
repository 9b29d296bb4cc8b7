using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Telemetry;

public sealed class TelemetryTests : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measurements = new();
    private readonly MeterListener _meters = new();
    private readonly FakeSqs _sqs = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Change_IsASpanLinkedToThatWhichPublishedIt()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cdc.Consumer",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var queueUrl = $"http://sqs.invalid/000000000000/spans-{Guid.NewGuid():N}";
        await using var host = await ConsumerHost.StartAsync(
            (change, _) => change.Key == "bad" ? throw new InvalidOperationException("no") : Task.CompletedTask,
            options => options.QueueUrl = queueUrl,
            sqs: _sqs);

        var traced = Changes.Of("good") with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        _sqs.Send(new CdcEnvelopeWriter<string>(CdcKeyFormat.ForString("id")).Write(traced), queueUrl: queueUrl);
        _sqs.Send(Changes.Body("bad"), queueUrl: queueUrl);
        await host.UntilDeletedAsync(1);
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Any());

        var mine = spans.Where(span => (string?)span.GetTagItem("messaging.destination.name") == queueUrl.Split('/')[^1]).ToList();
        mine.Should().HaveCount(2).And.OnlyContain(span => span.Kind == ActivityKind.Consumer);
        var good = mine.Single(span => (string?)span.GetTagItem("messaging.message.id") == "m-1");
        good.DisplayName.Should().StartWith("process spans-");
        good.Links.Should().ContainSingle().Which.Context.SpanId.ToHexString().Should().Be("b7ad6b7169203331");
        good.ParentSpanId.ToHexString().Should().Be("b7ad6b7169203331");
        good.TraceId.ToHexString().Should().Be("0af7651916cd43dd8448eb211c80319c");
        good.GetTagItem("messaging.system").Should().Be("aws_sqs");
        var bad = mine.Single(span => span != good);
        (bad.Status, bad.GetTagItem("error.type")).Should().Be((ActivityStatusCode.Error, typeof(InvalidOperationException).FullName));
        bad.Links.Should().BeEmpty();
        bad.ParentSpanId.Should().Be(default(ActivitySpanId));
    }

    [Fact]
    public async Task Messages_AreCountedAndTimed()
    {
        var time = new FakeTimeProvider();
        var changed = Changes.Of("slow") with { Time = time.GetUtcNow() - TimeSpan.FromSeconds(30) };
        await using var host = await ConsumerHost.StartAsync(
            (change, _) =>
            {
                if (change.Key == "bad") throw new InvalidOperationException("no");
                time.Advance(TimeSpan.FromSeconds(2));
                return Task.CompletedTask;
            },
            options => (options.MaxConcurrency, options.DeadLetterQueueUrl) = (1, FakeSqs.DeadLetterQueueUrl),
            time,
            _sqs);
        Listen(host.Services.GetRequiredService<IMeterFactory>());

        _sqs.Send(new CdcEnvelopeWriter<string>(CdcKeyFormat.ForString("id")).Write(changed));
        _sqs.Send(Changes.Body("bad"));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2200).Length == 1);
        await _sqs.Changed.UntilAsync(() => _sqs.Receives.Count > 1 && _sqs.Polling == 1);
        await host.StopAsync();

        Values("messaging.client.consumed.messages").Sum().Should().Be(2);
        Values("messaging.process.duration").Should().Equal(2, 0);
        Values("cdc.consumer.lag").Should().Equal(32);
        Values("cdc.consumer.messages.failed").Should().Equal(1);
        _measurements.Where(measured => measured.Name == "messaging.process.duration").Select(measured => measured.Tags.GetValueOrDefault("error.type"))
            .Should().Equal([null, typeof(InvalidOperationException).FullName]);
        _measurements.Where(measured => measured.Name == "messaging.client.operation.duration").Select(measured => measured.Tags["messaging.operation.name"])
            .Should().Contain(["receive", "delete", "change_visibility"]);
        _measurements.Should().OnlyContain(measured =>
            measured.Tags["messaging.system"]!.Equals("aws_sqs") && measured.Tags["messaging.destination.name"]!.Equals("orders"));
    }

    [Fact]
    public async Task Message_ThatCannotBeRead_CountsAsFailed()
    {
        await using var host = await ConsumerHost.StartAsync(sqs: _sqs);
        Listen(host.Services.GetRequiredService<IMeterFactory>());
        _sqs.Send("no envelope");
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2102).Length == 1);
        await host.StopAsync();

        _measurements.Where(measured => measured.Name == "cdc.consumer.messages.failed").Select(measured => measured.Tags["error.type"])
            .Should().Equal(typeof(CdcEnvelopeFormatException).FullName);
    }

    [Fact]
    public async Task Lag_OfAChangeFromAClockThatIsAhead_IsNone()
    {
        var time = new FakeTimeProvider();
        await using var host = await ConsumerHost.StartAsync(time: time, sqs: _sqs);
        Listen(host.Services.GetRequiredService<IMeterFactory>());

        _sqs.Send(new CdcEnvelopeWriter<string>(CdcKeyFormat.ForString("id")).Write(Changes.Of("a") with { Time = time.GetUtcNow() + TimeSpan.FromSeconds(1) }));
        await host.UntilBegunAsync(1);
        await host.StopAsync();

        Values("cdc.consumer.lag").Should().Equal(0);
    }

    [Fact]
    public async Task MessagesInFlight_AreThoseHeld()
    {
        var finish = new TaskCompletionSource();
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, sqs: _sqs);
        Listen(host.Services.GetRequiredService<IMeterFactory>());
        _sqs.Send(Changes.Body("a"));
        await host.UntilBegunAsync(1);

        _meters.RecordObservableInstruments();
        finish.SetResult();
        await host.StopAsync();
        _meters.RecordObservableInstruments();

        Values("cdc.consumer.messages.in_flight").Should().Equal(1, 0);
    }

    private double[] Values(string name) => [.. _measurements.Where(measured => measured.Name == name).Select(measured => measured.Value)];

    private void Listen(IMeterFactory factory)
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory) listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measurements.Enqueue((instrument.Name, value, Read(tags))));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measurements.Enqueue((instrument.Name, value, Read(tags))));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _measurements.Enqueue((instrument.Name, value, Read(tags))));
        _meters.Start();
    }

    private static Dictionary<string, object?> Read(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(tags.ToArray());
}
