namespace Cdc.Consumer.Handling;

/// <summary>Says that the handler could not be made; the inner exception says why.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught in here, in one way.
internal sealed class HandlerCreationException(Exception innerException) : Exception("The handler cannot be created.", innerException);
#pragma warning restore CA1032, CA1064
