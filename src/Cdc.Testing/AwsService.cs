namespace Cdc.Testing;

/// <summary>Names a service of <see cref="LocalAws"/>.</summary>
public enum AwsService
{
    /// <summary>Tables and items.</summary>
    DynamoDb,

    /// <summary>The tables' streams.</summary>
    DynamoDbStreams,

    /// <summary>Topics and subscriptions.</summary>
    Sns,

    /// <summary>Queues.</summary>
    Sqs,
}
