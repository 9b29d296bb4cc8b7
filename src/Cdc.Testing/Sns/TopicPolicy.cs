using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>Who may do what with a topic: stored and answered, never asked.</summary>
internal static class TopicPolicy
{
    private static readonly string[] _actions =
    [
        "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe", "ListSubscriptionsByTopic", "Publish",
        "Receive", "*",
    ];

    /// <summary>The topic's policy: what was set, or what every topic begins with.</summary>
    public static string Of(SnsTopic topic, string account) => topic.Attributes.GetValueOrDefault("Policy")
        ?? $$$$"""{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"{{{{topic.Arn}}}}","Condition":{"StringEquals":{"AWS:SourceOwner":"{{{{account}}}}"}}}]}""";

    /// <summary>The policy with one more statement.</summary>
    public static string Add(string policy, string topicArn, string label, IReadOnlyList<string> accounts, IReadOnlyList<string> actions)
    {
        if (accounts.Count == 0 || actions.Count == 0) throw SnsErrors.InvalidParameter("Policy Reason: at least one account and one action are needed");
        if (!actions.All(_actions.Contains)) throw SnsErrors.InvalidParameter("Policy statement action out of service scope!");
        if (AccessPolicy.Has(policy, label)) throw SnsErrors.InvalidParameter("Statement already exists");
        return AccessPolicy.With(policy, "__default_policy_ID", label, accounts, [.. actions.Select(action => $"SNS:{action}")], topicArn);
    }
}
