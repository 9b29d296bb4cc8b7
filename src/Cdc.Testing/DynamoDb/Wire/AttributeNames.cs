using System.Text;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>The limits of attributes' names.</summary>
/// <remarks>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-attributes</remarks>
internal static class AttributeNames
{
    private const int MaxBytes = 65_535;
    private const int MaxKeyBytes = 255;

    /// <exception cref="AwsServiceException">No attribute can have the name.</exception>
    public static string Valid(string name)
    {
        if (name.Length == 0) throw AwsServiceException.Validation("Empty attribute name");
        return name.Length <= MaxBytes && Encoding.UTF8.GetByteCount(name) <= MaxBytes
            ? name
            : throw AwsServiceException.Validation("Attribute name is too large, must be less than 65536 bytes");
    }

    /// <exception cref="AwsServiceException">No attribute of a key, of a projection or of time to live can have the name.</exception>
    public static string ValidInKey(string name) => name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= MaxKeyBytes
        ? name
        : throw RequestReader.Constraint(
            $"'{name}'", "AttributeName", "Member must have length greater than or equal to 1 and less than or equal to 255");
}
