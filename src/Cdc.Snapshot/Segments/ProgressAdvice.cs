using Cdc.Snapshot.Faults;

namespace Cdc.Snapshot.Segments;

/// <summary>Says what to do about progress that cannot be kept.</summary>
internal static class ProgressAdvice
{
    public static string For(Exception error) =>
        CallFault.IsMissing(error) ? "There is no such progress table: create it, or set CreateIfMissing."
        : CallFault.IsDenied(error) ? "The credentials lack a permission: allow dynamodb:Query, dynamodb:PutItem and dynamodb:UpdateItem on the progress table, and dynamodb:CreateTable and dynamodb:DescribeTable to create it."
        : PatientCalls.Explanation(error);
}
