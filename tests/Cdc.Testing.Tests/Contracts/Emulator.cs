namespace Cdc.Testing.Tests.Contracts;

/// <summary>What a contract suite can run on.</summary>
public enum Emulator
{
    /// <summary>What this project has, which keeps every contract whole.</summary>
    LocalAws,

    /// <summary><see href="https://docs.getmoto.org">moto_server</see>.</summary>
    Moto,

    /// <summary>AWS's own <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html">DynamoDB Local</see>.</summary>
    DynamoDbLocal,
}
