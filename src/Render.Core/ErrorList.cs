namespace Render.Core;

/// <summary>Many errors of one kind as one that can be read.</summary>
public static class ErrorList
{
    /// <summary>Errors that are named; the others are counted.</summary>
    public const int Named = 20;

    /// <summary>The error itself where it is the only one; else one that lists the first of them, a line each.</summary>
    /// <param name="errors">At least one, in the order in which they are named.</param>
    /// <param name="summary">What they have in common, without a full stop.</param>
    /// <param name="where">Where they all are, or null.</param>
    public static RenderException Join(IReadOnlyList<RenderException> errors, string summary, string? where = null)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 1)
            return errors[0];
        var lines = errors.Take(Named).Select(e => "\n  " + e.Message);
        var rest = errors.Count > Named ? $"\n  and {errors.Count - Named} more." : "";
        return new(errors[0].Failure, summary + ":" + string.Concat(lines) + rest, where, inner: errors[0]);
    }
}
