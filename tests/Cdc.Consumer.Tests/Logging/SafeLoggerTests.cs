using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Tests.Logging;

public sealed class SafeLoggerTests
{
    [Fact]
    public async Task Consumer_WhoseLogCannotBeWritten_ReceivesAndStopsAllTheSame()
    {
        var sqs = new FakeSqs
        {
            OnReceive = number =>
            {
                if (number == 1) throw new HttpRequestException("refused");
            },
            OnDelete = (_, _, _) => throw new HttpRequestException("refused"),
        };
        sqs.Send(Changes.Body("a"));
        var time = new WatchedTime(sqs.Changed, watchesChanges: true);
        await using var host = await ConsumerHost.StartAsync(
            services => services
                .AddSingleton<ILoggerProvider, ThrowingProvider>()
                .AddSingleton(new ConsumerHost.Script((_, _) => Task.CompletedTask))
                .AddCdcConsumer<string, ConsumerHost.ScriptedHandler>(options => options.QueueUrl = FakeSqs.QueueUrl),
            time,
            sqs);

        await time.ElapseUntilAsync(() => sqs.DeleteCalls.Count == 3);
        await host.StopAsync().WaitAsync(HangGuard.Patience);

        host.BegunIds.Should().ContainSingle();
        host.Logs.All.Select(line => line.EventId).Should().Contain([2100, 2301, 2002]);
    }

    private sealed class ThrowingProvider : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (logLevel >= LogLevel.Warning && category.StartsWith("Cdc.", StringComparison.Ordinal)) throw new IOException("The log cannot be written.");
            }
        }
    }
}
