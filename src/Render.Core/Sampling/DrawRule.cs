namespace Render.Core.Sampling;

/// <summary>How a value is drawn besides what it is drawn from.</summary>
/// <param name="Scope">For what one draw holds.</param>
/// <param name="Sampler">How its draws are spread over the frames; null: independently.</param>
/// <param name="IsFrozen">Whether it is its base in all frames.</param>
internal sealed record DrawRule(Scope Scope, Sampler? Sampler = null, bool IsFrozen = false)
{
    /// <summary>Of a value that is part of another one, whose stream it reads.</summary>
    public static readonly DrawRule Part = new(Scope.Instance);

    /// <summary>The frame that is drawn for, and the object in it, after sharing.</summary>
    public (DrawKey Key, int Instance) Share(DrawKey key, int instance) => Scope switch
    {
        Scope.Instance => (key, instance),
        Scope.Dataset => (key with { Frame = 0 }, 0),
        _ => (key, 0),
    };
}
