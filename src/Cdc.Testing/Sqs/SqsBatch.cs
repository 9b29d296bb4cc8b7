using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>What the three batch operations have in common: checked entries in, successes and failures out, at HTTP 200.</summary>
internal static class SqsBatch
{
    /// <summary>Reads the entries and checks what fails a batch as a whole.</summary>
    /// <param name="request">The request, with its member <c>Entries</c>.</param>
    /// <param name="entryType">The name of an entry's type, for messages.</param>
    /// <param name="members">The members of an entry besides its id.</param>
    public static IReadOnlyList<SqsInput> Check(SqsInput request, string entryType, params IReadOnlyList<string> members)
    {
        var entries = request.List("Entries");
        if (entries.Count == 0) throw SqsErrors.EmptyBatch(entryType);
        if (entries.Count > SqsLimits.BatchEntries) throw SqsErrors.TooManyEntries(entries.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var id = entry.Allow(["Id", .. members]).Text("Id") ?? "";
            if (id.Length is 0 or > 80 || !id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
                throw SqsErrors.InvalidBatchEntryId();
            if (!ids.Add(id)) throw SqsErrors.BatchEntryIdsNotDistinct(id);
        }

        return entries;
    }

    /// <summary>Carries out each entry by itself.</summary>
    /// <param name="entries">Entries that were checked.</param>
    /// <param name="output">Where the lists <c>Successful</c> and <c>Failed</c> go.</param>
    /// <param name="failing">The entries that a fault fails instead; null for none.</param>
    /// <param name="apply">Carries out an entry; what it returns writes the further members of a success.</param>
    public static void Run(IReadOnlyList<SqsInput> entries, Utf8JsonWriter output, bool[]? failing, Func<SqsInput, Action<Utf8JsonWriter>?> apply)
    {
        List<(string Id, AwsServiceException Error)> failed = [];
        output.WriteStartArray("Successful");
        foreach (var (index, entry) in entries.Index())
        {
            var id = entry.Text("Id")!;
            try
            {
                if (failing?[index] == true) throw SqsErrors.InternalError();
                var write = apply(entry);
                output.WriteStartObject();
                output.WriteString("Id", id);
                write?.Invoke(output);
                output.WriteEndObject();
            }
            catch (AwsServiceException error) when (error.Code != "QueueDoesNotExist")
            {
                failed.Add((id, error));
            }
        }

        output.WriteEndArray();
        output.WriteStartArray("Failed");
        foreach (var (id, error) in failed)
        {
            output.WriteStartObject();
            output.WriteString("Id", id);
            output.WriteString("Code", error.QueryCode ?? error.Code);
            output.WriteString("Message", error.Message);
            output.WriteBoolean("SenderFault", (int)error.Status < 500);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }
}
