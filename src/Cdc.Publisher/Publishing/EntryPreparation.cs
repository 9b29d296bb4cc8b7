using Cdc.Core;
using Cdc.Publisher.Events;
using Cdc.Publisher.Sns;
using Microsoft.Extensions.Logging;

namespace Cdc.Publisher.Publishing;

/// <summary>Decides for each record whether, where and as what it goes out, up to the first of which nobody can say it: what comes after it would go out twice.</summary>
internal sealed class EntryPreparation(
    CdcPublisherOptions options, CdcPublishRules rules, Topics topics, PoisonRule poison, PublishedMemory? memory, MissingImages missing, ILogger logger)
{
    public void Prepare(EntryBatch batch, EntryComposer composer)
    {
        Choose(batch);
        Compose(batch, composer);
        if (options.CoalesceChanges) Coalesce(batch);
    }

    private void Compose(EntryBatch batch, EntryComposer composer)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            if (batch[index].State != EntryState.Pending || composer.Compose(batch, index) is not { } problem) continue;
            PublisherLog.Unsendable(logger, batch.Records.EventIdOf(index), batch.Records.SequenceTextOf(index), problem);
            if (poison.TryResolve(batch, index, "Unsendable", $"The message {problem}.")) continue;
            HoldFrom(batch, index);
            return;
        }
    }

    private void Choose(EntryBatch batch)
    {
        using var chains = new KeyChains(batch);
        for (var index = 0; index < batch.Count; index++)
        {
            if (!TryChoose(batch, index)) return;
            if (batch[index].State == EntryState.Pending) chains.Add(index);
        }
    }

    private bool TryChoose(EntryBatch batch, int index)
    {
        ref var entry = ref batch[index];
        ref var record = ref batch.Records.Records[index];
        if (record.Problem is { } problem)
        {
            PublisherLog.RecordUnreadable(logger, batch.Records.SequenceTextOf(index), problem);
            return false;
        }

        if (memory is { IsEmpty: false } && memory.Contains(batch.IdentityOf(index)))
        {
            entry.State = EntryState.AlreadyPublished;
            return true;
        }

        entry.State = IsChosen(record) ? EntryState.Pending : EntryState.Filtered;
        if (entry.State == EntryState.Filtered) return true;
        entry.Topic = topics.Of(record.Table!);
        if (record.LeftOut is { } part) PublisherLog.PartLeftOut(logger, batch.Records.EventIdOf(index), batch.Records.SequenceTextOf(index), part);
        missing.Look(batch.Records, index);
        return rules is { ShouldPublish: null, TopicArnFor: null, TypeFor: null } || TryApplyRules(batch, index);
    }

    private bool IsChosen(in RecordSlot record) => record switch
    {
        { Expired: true } => options.PublishExpirations,
        { Operation: ChangeOperation.Insert } => options.PublishInserts,
        { Operation: ChangeOperation.Modify } => options.PublishModifications,
        _ => options.PublishRemovals,
    };

    private bool TryApplyRules(EntryBatch batch, int index)
    {
        ref var entry = ref batch[index];
        if (!TryAsk(batch, index, nameof(rules.ShouldPublish), rules.ShouldPublish, otherwise: true, out var isPublished)) return false;
        if (!isPublished) entry.State = EntryState.Filtered;
        if (entry.State == EntryState.Filtered) return true;
        if (!TryAsk<string?>(batch, index, nameof(rules.TopicArnFor), rules.TopicArnFor is { } topicOf ? it => CheckedArn(topicOf(it)) : null, otherwise: null, out var arn)) return false;
        if (!TryAsk<string?>(batch, index, nameof(rules.TypeFor), rules.TypeFor is { } typeOf ? it => CheckedType(typeOf(it)) : null, otherwise: null, out entry.Type)) return false;
        if (arn is not null) entry.Topic = topics.At(arn, batch.Records.Records[index].Table!);
        return true;
    }

    private static string? CheckedArn(string? arn) => arn is null || Topic.IsArn(arn) ? arn : throw new FormatException($"'{arn}' is not the ARN of an SNS topic.");

    private static string? CheckedType(string? type) => type is null || PublisherOptionsValidator.IsType(type)
        ? type
        : throw new FormatException($"'{type}' is no event type: it must have 1 to {PublisherOptionsValidator.MaxTypeLength} characters, none of them white space or not to be seen.");

    /// <summary>Asks a rule; where it reads an image that is not there, the settings say what becomes of the record.</summary>
    /// <returns>False where the record is reported as failed.</returns>
    private bool TryAsk<T>(EntryBatch batch, int index, string name, Func<StreamRecord, T>? rule, T otherwise, out T answer)
    {
        answer = otherwise;
        if (rule is null || batch[index].State == EntryState.Filtered) return true;
        var record = batch.Records.RecordAt(index);
        try
        {
            answer = rule(record);
            return true;
        }
        catch (CdcMissingImageException error)
        {
            missing.Note(batch.Records, index, name);
            if (options.MissingImage == CdcMissingImage.LeaveOut) batch[index].State = EntryState.Filtered;
            if (options.MissingImage != CdcMissingImage.Fail) return true;
            return Fail(error);
        }
#pragma warning disable CA1031 // The user's code: whatever it throws, the record is reported as failed and told about.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Fail(error);
        }

        bool Fail(Exception error)
        {
            batch[index].State = EntryState.NotNow;
            PublisherLog.RuleFailed(logger, error, name, record.EventId, record.SequenceNumberText);
            return false;
        }
    }

    /// <summary>Lets a change go out only where the next one of its key, which is a later one, does not go to the same topic.</summary>
    private static void Coalesce(EntryBatch batch)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            ref var entry = ref batch[index];
            if (!CanCoalesce(entry) || entry.Next == EntrySlot.None) continue;
            ref var next = ref batch[entry.Next];
            if (CanCoalesce(next) && next.Topic == entry.Topic && IsLater(batch, entry.Next, index)) entry.State = EntryState.Superseded;
        }
    }

    // One that is parked has been told to be there, and stands for no other.
    private static bool CanCoalesce(in EntrySlot entry) => entry is { State: EntryState.Pending, IsParking: false };

    private static bool IsLater(EntryBatch batch, int index, int than) => batch.Records.Records[index].Sequence >= batch.Records.Records[than].Sequence;

    private static void HoldFrom(EntryBatch batch, int index)
    {
        for (; index < batch.Count; index++)
        {
            if (!batch[index].IsDone) batch[index].State = EntryState.NotNow;
        }
    }
}
