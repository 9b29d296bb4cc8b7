using System.Text.RegularExpressions;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Checks that the ARN of a stream is one.</summary>
internal static partial class StreamArns
{
    private const int MinLength = 37;
    private const int MaxLength = 1024;

    /// <exception cref="AwsServiceException">It is not.</exception>
    public static string Valid(string arn)
    {
        if (arn.Length < MinLength) throw RequestReader.Constraint($"'{arn}'", "StreamArn", $"Member must have length greater than or equal to {MinLength}");
        if (arn.Length > MaxLength) throw RequestReader.Constraint($"'{arn}'", "StreamArn", $"Member must have length less than or equal to {MaxLength}");
        return Form().IsMatch(arn) ? arn : throw AwsServiceException.Validation("Invalid StreamArn");
    }

    /// <summary>Of any Region: some emulators' ARNs name none that AWS has.</summary>
    [GeneratedRegex(@"^arn:[a-z-]+:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[a-zA-Z0-9_.-]{3,255}/stream/[^/]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
