using Xunit.Abstractions;
using Xunit.Sdk;

namespace Cdc.Testing.Tests.Contracts;

/// <summary>Reports a failure as a success and a success as a failure.</summary>
internal sealed class TurnedMessageBus(IMessageBus inner, DiffersOnAttribute difference) : IMessageBus
{
    /// <summary>How many tests succeeded, which they should not.</summary>
    public int Failed { get; private set; }

    public bool QueueMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestFailed failed:
                var proof = $"{difference.Emulator}: {difference.How}. {string.Join(Environment.NewLine, failed.Messages)}";
                return inner.QueueMessage(new TestPassed(failed.Test, failed.ExecutionTime, proof + Environment.NewLine + failed.Output));
            case ITestPassed passed:
                Failed++;
                var surprise = new InvalidOperationException(
                    $"{difference.Emulator} does what AWS does, though the test says: '{difference.How}'. Remove its {nameof(DiffersOnAttribute)}.");
                return inner.QueueMessage(new TestFailed(passed.Test, passed.ExecutionTime, passed.Output, surprise));
            default:
                return inner.QueueMessage(message);
        }
    }

    public void Dispose()
    {
        // The bus belongs to whom it came from.
    }
}
