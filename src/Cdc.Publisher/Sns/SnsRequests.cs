using Amazon.Runtime;
using Cdc.ServiceClient;

namespace Cdc.Publisher.Sns;

/// <summary>A Publish whose form is written already.</summary>
internal sealed class PublishRequest(PublishBody body) : AmazonWebServiceRequest, IFormRequest, IRegionalRequest
{
    public PublishBody Body { get; } = body;

    public string? Region => Body.Region;
}

/// <summary>A PublishBatch whose form is written already.</summary>
internal sealed class PublishBatchRequest(PublishBody body) : AmazonWebServiceRequest, IFormRequest, IRegionalRequest
{
    public PublishBody Body { get; } = body;

    public string? Region => Body.Region;
}

/// <summary>A call whose form is written already.</summary>
internal interface IFormRequest
{
    PublishBody Body { get; }
}
