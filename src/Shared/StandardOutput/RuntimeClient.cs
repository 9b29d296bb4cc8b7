using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Cdc.StandardOutput;

/// <summary>Writes by AWS's own runtime client, where that one runs the function.</summary>
/// <remarks>
/// On the managed runtime it loads a class library, and makes of each line of standard output an entry of level Information, which <c>AWS_LAMBDA_LOG_LEVEL=ERROR</c> leaves
/// out. A level is taken by <c>LambdaLogger</c> of <c>Amazon.Lambda.Core</c>, the package that the client needs in any case; nothing here references it. The
/// client puts time, request id and level before each message.
/// </remarks>
internal static class RuntimeClient
{
    private const string Assembly = "Amazon.Lambda.RuntimeSupport";

    /// <returns>What writes a message by its level; null where that client does not run the function.</returns>
    public static Action<LogLevel, string>? Find() =>
        AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == Assembly) ? By(Type.GetType("Amazon.Lambda.Core.LambdaLogger, Amazon.Lambda.Core")) : null;

    /// <param name="logger">The type <c>LambdaLogger</c>; null where it is not there.</param>
    public static Action<LogLevel, string> By([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type? logger)
    {
        // The client's names for levels are those of LogLevel.
        if (logger?.GetMethod("Log", [typeof(string), typeof(string), typeof(object[])]) is { } withArguments)
        {
            var log = withArguments.CreateDelegate<Action<string, string, object[]>>();
            return (level, message) => log(level.ToString(), message, []);
        }

        if (logger?.GetMethod("Log", [typeof(string), typeof(string)]) is { } withLevel)
        {
            var log = withLevel.CreateDelegate<Action<string, string>>();
            return (level, message) => log(level.ToString(), message);
        }

        // A package of before levels: what is written to standard error counts as Error. Rather a warning too loud than one that is left out.
        return (level, message) => (level >= LogLevel.Warning ? Console.Error : Console.Out).WriteLine(message);
    }
}
