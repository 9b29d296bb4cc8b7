using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Cdc.Publisher.Buffers;
using Cdc.SnsCalls;

namespace Cdc.Publisher.Sns;

/// <summary>The form of a Publish or a PublishBatch, in pooled memory.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/></remarks>
internal sealed class PublishBody : IDisposable
{
    private static readonly byte[][] _members = [.. Enumerable.Range(1, SnsLimits.MaxEntries).Select(MemberOf)];

    private readonly Utf8Arena _form = new();
    private readonly List<string>? _ids;
    private readonly List<int>? _numbers;
    private int _count;

    private PublishBody(string action, string topicArn, List<string>? ids, List<int>? numbers)
    {
        _ids = ids;
        _numbers = numbers;
        Region = Topic.RegionOf(topicArn);
        FormWriter.Field(_form, default, "Action"u8, action);
        FormWriter.Field(_form, default, "Version"u8, SnsProtocol.Version);
        FormWriter.Field(_form, default, "TopicArn"u8, topicArn);
    }

    /// <summary>The topic's Region; null where the ARN is none.</summary>
    public string? Region { get; }

    public ReadOnlyMemory<byte> Form => _form.Memory(_form.Since(0));

    /// <summary>The entries' ids, in their order.</summary>
    public IEnumerable<string> EntryIds => _ids ?? _numbers!.Select(number => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A PublishBatch without entries yet.</summary>
    public static PublishBody Batch(string topicArn) => new("PublishBatch", topicArn, null, new List<int>(SnsLimits.MaxEntries));

    public static PublishBody Batch(string topicArn, IReadOnlyList<SnsEntry> entries)
    {
        var body = new PublishBody("PublishBatch", topicArn, [.. entries.Select(entry => entry.Id)], null);
        foreach (var entry in entries)
        {
            var member = body.NextMember();
            FormWriter.Field(body._form, member, "Id"u8, entry.Id);
            new EntryForm(body._form, member).Write(entry);
        }

        return body;
    }

    public static PublishBody One(string topicArn, SnsEntry entry)
    {
        var body = new PublishBody("Publish", topicArn, [entry.Id], null);
        new EntryForm(body._form, default).Write(entry);
        return body;
    }

    /// <summary>Begins the next entry, whose id is a number.</summary>
    public EntryForm Add(int id)
    {
        _numbers!.Add(id);
        var entry = new EntryForm(_form, NextMember());
        entry.Id(id);
        return entry;
    }

    /// <summary>The form as a stream that can be read again.</summary>
    public MemoryStream OpenRead()
    {
        MemoryMarshal.TryGetArray(Form, out var segment);
        return new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
    }

    public void Dispose() => _form.Dispose();

    private byte[] NextMember() => _count < _members.Length ? _members[_count++] : MemberOf(++_count);

    private static byte[] MemberOf(int number) => Encoding.UTF8.GetBytes($"PublishBatchRequestEntries.member.{number}.");
}
