using System.Globalization;

namespace Cdc.Lambda.Runtime;

/// <summary>What Lambda tells a runtime by environment variables.</summary>
/// <param name="Address">Where the Runtime API is, with its version.</param>
/// <param name="Loops">How many invocations to ask for at a time, 1 or more.</param>
internal sealed record RuntimeEnvironment(Uri Address, int Loops)
{
    private const string AddressVariable = "AWS_LAMBDA_RUNTIME_API";
    private const string ConcurrencyVariable = "AWS_LAMBDA_MAX_CONCURRENCY";

    public static RuntimeEnvironment Read()
    {
        var address = Environment.GetEnvironmentVariable(AddressVariable);
        if (string.IsNullOrEmpty(address))
        {
            throw new InvalidOperationException(
                $"{AddressVariable} is not set. Lambda sets it: on the managed runtime (dotnet10) where the handler is this assembly's name, on a custom runtime "
                + "(provided.al2023) where the executable is named bootstrap. In tests LocalLambdaRuntimeApi of Cdc.Testing has the address.");
        }

        // AWS's Lambda Test Tool serves several functions at one port, each below its name.
        if (address.Contains("//", StringComparison.Ordinal) || !Uri.TryCreate($"http://{address.TrimEnd('/')}/2018-06-01/runtime/", UriKind.Absolute, out var url)
            || url.Query.Length > 0 || url.Fragment.Length > 0)
            throw new InvalidOperationException($"{AddressVariable} is '{address}', which is no host and port, nor these and a path.");

        var several = int.TryParse(Environment.GetEnvironmentVariable(ConcurrencyVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var loops);
        return new RuntimeEnvironment(url, several ? Math.Max(loops, 1) : 1);
    }
}
