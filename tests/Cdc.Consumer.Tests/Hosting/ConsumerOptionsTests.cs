using Cdc.Consumer.Hosting;
using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Tests.Hosting;

public sealed class ConsumerOptionsTests
{
    private static readonly ConsumerOptionsValidator _validator = new();

    [Fact]
    public void Validate_DefaultsWithAQueue_Succeeds() => Validate(_ => { }).Succeeded.Should().BeTrue();

    [Fact]
    public void Validate_EverythingWrong_NamesEveryFaultWithItsValue()
    {
        var result = Validate(options =>
        {
            options.QueueUrl = "orders";
            options.QueueName = "orders queue";
            options.MaxConcurrency = 0;
            options.MaxHeldChanges = 10_000_001;
            options.WaitTime = TimeSpan.FromSeconds(21);
            options.VisibilityTimeout = TimeSpan.FromMilliseconds(1500);
            options.DeadLetterQueueUrl = "dead";
            options.UnreadableMessages = UnreadableMessageAction.Delete;
            options.MaxHeldBytes = 0;
            options.MaxConcurrentReceives = 1_001;
            options.MinConcurrentReceives = 1_002;
            options.ReceiveGracePeriod = TimeSpan.FromSeconds(-1);
            options.MaxProcessingTime = TimeSpan.FromHours(13);
            options.MaxRetryDelay = TimeSpan.FromHours(14);
            options.RetryDelay = TimeSpan.FromHours(15);
            options.UnhealthyAfter = TimeSpan.FromSeconds(59);
        });

        result.Failures.Should().Equal(
            "Consumer 'orders': QueueUrl is 'orders' and QueueName is 'orders queue'; set only one.",
            "Consumer 'orders': QueueUrl is 'orders', which is no absolute http or https URL.",
            "Consumer 'orders': QueueName is 'orders queue', which is not 1 to 80 letters, digits, hyphens and underscores (.fifo at the end included).",
            "Consumer 'orders': DeadLetterQueueUrl is 'dead', which is no absolute http or https URL.",
            "Consumer 'orders': UnreadableMessages is Delete, not Leave or DeadLetter.",
            "Consumer 'orders': MaxConcurrency is 0, outside 1 to 10000.",
            "Consumer 'orders': MaxHeldChanges is 10000001, outside MaxConcurrency (0) to 10000000.",
            "Consumer 'orders': MaxHeldBytes is 0, less than 4194304.",
            "Consumer 'orders': MaxConcurrentReceives is 1001, outside 1 to 1000.",
            "Consumer 'orders': MinConcurrentReceives is 1002, outside 1 to MaxConcurrentReceives (1001).",
            "Consumer 'orders': WaitTime is 00:00:21, not whole seconds from 00:00:00 to 00:00:20.",
            "Consumer 'orders': VisibilityTimeout is 00:00:01.5000000, not whole seconds from 00:00:01 to 12:00:00.",
            "Consumer 'orders': ReceiveGracePeriod is -00:00:01, outside 00:00:00 to 00:00:20.",
            "Consumer 'orders': MaxProcessingTime is 13:00:00, outside 00:00:01 to 12:00:00.",
            "Consumer 'orders': MaxRetryDelay is 14:00:00, outside 00:00:00 to 12:00:00.",
            "Consumer 'orders': RetryDelay is 15:00:00, outside 00:00:00 to 12:00:00.",
            "Consumer 'orders': UnhealthyAfter is 00:00:59, outside 00:01:00 to 1.00:00:00.");
    }

    [Fact]
    public void Validate_DeadLetteringWithoutAQueueForIt_Fails() =>
        Validate(options => options.UnreadableMessages = UnreadableMessageAction.DeadLetter).Failures
            .Should().Equal("Consumer 'orders': UnreadableMessages is DeadLetter, but DeadLetterQueueUrl is not set.");

    [Theory]
    [InlineData(FakeSqs.QueueUrl)]
    [InlineData(FakeSqs.QueueUrl + "/")]
    public void Validate_DeadLetterQueueThatIsTheQueue_Fails(string url) => Validate(options => options.DeadLetterQueueUrl = url).Failures
        .Should().Equal($"Consumer 'orders': DeadLetterQueueUrl is '{url}', the queue itself.");

    [Theory]
    [InlineData(FakeSqs.QueueUrl)]
    [InlineData(FakeSqs.QueueUrl + "/")]
    public void Validate_DeadLetterQueueOfTheQueuesName_Fails(string url) =>
        Validate(options => (options.QueueUrl, options.QueueName, options.DeadLetterQueueUrl) = (null, "orders", url)).Failures
            .Should().Equal($"Consumer 'orders': DeadLetterQueueUrl is '{url}', a queue of the name that QueueName has: the queue itself.");

    [Fact]
    public void Validate_NoQueue_Fails() => Validate(options => options.QueueUrl = null).Failures
        .Should().Equal("Consumer 'orders': Neither QueueUrl nor QueueName is set; set one.");

    [Theory]
    [InlineData("orders", true)]
    [InlineData("Orders_1-x", true)]
    [InlineData("orders.fifo", true)]
    [InlineData("orders.fifo\n", false)]
    [InlineData(".fifo", false)]
    [InlineData("orders.queue", false)]
    public void Validate_QueueName_AllowsWhatSqsAllows(string queueName, bool valid) =>
        Validate(options => (options.QueueUrl, options.QueueName) = (null, queueName)).Succeeded.Should().Be(valid);

    [Theory]
    [InlineData(80, true)]
    [InlineData(81, false)]
    public void Validate_QueueNameWithItsSuffix_HasAtMostEightyCharacters(int length, bool valid) =>
        Validate(options => (options.QueueUrl, options.QueueName) = (null, new string('q', length - 5) + ".fifo")).Succeeded.Should().Be(valid);

    [Theory]
    [InlineData(0, true)]
    [InlineData(20, true)]
    [InlineData(-1, false)]
    [InlineData(0.5, false)]
    public void Validate_WaitTime_IsWholeSecondsUpToTwenty(double seconds, bool valid) =>
        Validate(options => options.WaitTime = TimeSpan.FromSeconds(seconds)).Succeeded.Should().Be(valid);

    [Theory]
    [InlineData(1, true)]
    [InlineData(43_200, true)]
    [InlineData(0, false)]
    [InlineData(43_201, false)]
    public void Validate_VisibilityTimeout_IsWholeSecondsUpToTwelveHours(int seconds, bool valid) =>
        Validate(options => options.VisibilityTimeout = TimeSpan.FromSeconds(seconds)).Succeeded.Should().Be(valid);

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(10, 9, false)]
    [InlineData(10_000, null, true)]
    [InlineData(10_001, null, false)]
    public void Validate_Held_IsAtLeastTheConcurrency(int concurrency, int? held, bool valid) =>
        Validate(options => (options.MaxConcurrency, options.MaxHeldChanges) = (concurrency, held)).Succeeded.Should().Be(valid);

    [Fact]
    public async Task Start_WithFaults_FailsWithAllOfThem()
    {
        var start = () => ConsumerHost.StartAsync(configure: options => (options.MaxConcurrency, options.WaitTime) = (0, TimeSpan.FromMinutes(1)));

        var error = (await start.Should().ThrowExactlyAsync<OptionsValidationException>()).Which;
        error.Failures.Should().HaveCount(2);
        error.OptionsName.Should().Be("ScriptedHandler");
    }

    private static ValidateOptionsResult Validate(Action<CdcConsumerOptions> change)
    {
        var options = new CdcConsumerOptions { QueueUrl = FakeSqs.QueueUrl };
        change(options);
        return _validator.Validate("orders", options);
    }
}
