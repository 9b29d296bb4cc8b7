using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>Publishing, one message or a batch.</summary>
internal sealed class SnsPublishOperations(SnsState state)
{
    public void Publish(AwsCall call, QueryParameters input, XmlWriter output)
    {
        if (input["PhoneNumber"] is not null) throw SnsErrors.Unsupported("PhoneNumber");
        if (input["TopicArn"] is null && input["TargetArn"] is { } target && target.Split(':') is ["arn", _, "sns", _, _, var name, ..] && name.StartsWith("endpoint/", StringComparison.Ordinal))
            throw SnsErrors.InvalidParameter("TargetArn Reason: No endpoint found for the target arn specified");
        var topic = state.Topic(input["TopicArn"] ?? input["TargetArn"] ?? throw SnsErrors.InvalidParameter("TopicArn or TargetArn Reason: no value for required parameter"));
        WritePublished(output, state.Publish(topic, SnsMessageReader.Read(input, topic) with { TraceHeader = call.TraceHeader }));
    }

    /// <summary>Publishes a batch. An entry that is not a message that the topic takes fails the whole request.</summary>
    public void PublishBatch(AwsCall call, QueryParameters input, XmlWriter output)
    {
        var topic = state.Topic(input.Required("TopicArn"));
        var entries = Check(input, topic);
        var messages = entries.ConvertAll(entry => SnsMessageReader.Read(entry, topic) with { TraceHeader = call.TraceHeader });
        var failing = state.Options.Faults.StrikeInside(AwsService.Sns, "PublishBatch", AwsFaultKind.PartialFailure)?.Pick(entries.Count);
        List<(string Id, AwsServiceException Error)> failed = [];
        output.WriteStartElement("Successful");
        foreach (var (index, entry) in entries.Index())
        {
            try
            {
                if (failing?[index] == true) throw SnsErrors.InternalError();
                var published = state.Publish(topic, messages[index]);
                output.WriteStartElement("member");
                output.WriteElementString("Id", entry["Id"]);
                WritePublished(output, published);
                output.WriteEndElement();
            }
            catch (AwsServiceException error)
            {
                failed.Add((entry["Id"]!, error));
            }
        }

        output.WriteEndElement();
        output.WriteStartElement("Failed");
        foreach (var (id, error) in failed)
        {
            output.WriteStartElement("member");
            output.WriteElementString("Id", id);
            output.WriteElementString("Code", error.Code);
            output.WriteElementString("Message", error.Message);
            output.WriteElementString("SenderFault", (int)error.Status < 500 ? "true" : "false");
            output.WriteEndElement();
        }

        output.WriteEndElement();
    }

    private static void WritePublished(XmlWriter output, SnsPublished published)
    {
        output.WriteElementString("MessageId", published.Id.ToString());
        if (published.SequenceNumber is { } number) output.WriteElementString("SequenceNumber", number);
    }

    private static List<QueryParameters> Check(QueryParameters input, SnsTopic topic)
    {
        var entries = input.Members("PublishBatchRequestEntries").ToList();
        if (entries.Count == 0) throw SnsErrors.EmptyBatch();
        if (entries.Count > SnsLimits.BatchEntries) throw SnsErrors.TooManyEntries();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var id = entry["Id"] ?? "";
            if (id.Length is 0 or > 80 || !id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
                throw SnsErrors.InvalidBatchEntryId();
            if (!ids.Add(id)) throw SnsErrors.BatchEntryIdsNotDistinct();
        }

        return entries.Sum(SnsMessageReader.SizeOf) <= topic.MaximumMessageBytes ? entries : throw SnsErrors.BatchRequestTooLong();
    }
}
