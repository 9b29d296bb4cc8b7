using Cdc.Tests.Emulators;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Cdc.Testing.Tests.Contracts;

/// <summary>One test of a contract: skipped where its emulator is absent, and turned round where that one is known to differ.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    [Obsolete("For xunit, which reads test cases back.")]
    public ContractTestCase()
    {
    }

    public ContractTestCase(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method, object[]? arguments = null)
        : base(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, arguments)
    {
    }

    private Emulator Emulator =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(RunsOnAttribute)).SingleOrDefault()?.GetNamedArgument<Emulator>(nameof(RunsOnAttribute.Emulator)) ?? Emulator.LocalAws;

    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        if (Difference() is not { } difference)
            return await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
        using var turned = new TurnedMessageBus(messageBus, difference);
        var summary = await base.RunAsync(diagnosticMessageSink, turned, constructorArguments, aggregator, cancellationTokenSource);
        summary.Failed = turned.Failed;
        return summary;
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) => base.GetSkipReason(factAttribute) ?? Emulator switch
    {
        Emulator.Moto => MotoServer.Absent,
        Emulator.DynamoDbLocal => DynamoDbLocal.Absent,
        _ => null,
    };

    private DiffersOnAttribute? Difference() => TestMethod.Method.GetCustomAttributes(typeof(DiffersOnAttribute))
        .OfType<ReflectionAttributeInfo>().Select(info => (DiffersOnAttribute)info.Attribute)
        .SingleOrDefault(differs => differs.Emulator == Emulator && (differs.Rows.Length == 0 || TestMethodArguments.Intersect(differs.Rows).Any()));
}
