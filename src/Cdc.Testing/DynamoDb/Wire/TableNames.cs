using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Finds the table that a request names, by its name or its ARN.</summary>
internal static class TableNames
{
    private const string ArnMark = ":table/";

    public static Table Table(this DynamoDbState state, RequestReader request) => state.Table(request.RequiredText("TableName"));

    /// <exception cref="AwsServiceException">There is no such table, in the words of the operations on items.</exception>
    public static Table Table(this DynamoDbState state, string name) =>
        state.FindTable(Valid(name)) ?? throw new AwsServiceException("ResourceNotFoundException", "Requested resource not found");

    /// <exception cref="AwsServiceException">There is no such table, in the words of the operations on tables.</exception>
    public static AwsServiceException NotFound(string name) =>
        new("ResourceNotFoundException", $"Requested resource not found: Table: {name} not found");

    /// <exception cref="AwsServiceException">No index can have the name.</exception>
    public static string ValidIndex(string name) => name.Length is >= 3 and <= 255 && name.All(IsNameLetter)
        ? name
        : throw RequestReader.Constraint(
            $"'{name}'", "IndexName", "Member must have length from 3 to 255 and satisfy regular expression pattern: [a-zA-Z0-9_.-]+");

    public static string Valid(string nameOrArn)
    {
        var mark = nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn.IndexOf(ArnMark, StringComparison.Ordinal) : -1;
        var name = mark < 0 ? nameOrArn : nameOrArn[(mark + ArnMark.Length)..];
        if (name.Length is < 3 or > 255)
            throw AwsServiceException.Validation("TableName must be at least 3 characters long and at most 255 characters long");
        return name.All(IsNameLetter)
            ? name
            : throw RequestReader.Constraint($"'{name}'", "TableName", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }

    private static bool IsNameLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.';
}
