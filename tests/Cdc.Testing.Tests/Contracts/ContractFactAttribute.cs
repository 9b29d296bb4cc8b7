using Xunit.Sdk;

namespace Cdc.Testing.Tests.Contracts;

/// <summary>A test of what AWS does, on each <see cref="Emulator"/> whose suite has it, with its <see cref="DiffersOnAttribute">differences</see>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Cdc.Testing.Tests.Contracts.ContractFactDiscoverer", "Cdc.Testing.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>As <see cref="ContractFactAttribute"/>, once for each row.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Cdc.Testing.Tests.Contracts.ContractTheoryDiscoverer", "Cdc.Testing.Tests")]
public sealed class ContractTheoryAttribute : TheoryAttribute;
