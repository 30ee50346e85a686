namespace Render.Core.Sampling;

/// <summary>For what one draw of a value holds. In ascending order: each is drawn at least as often as the one before it.</summary>
public enum Scope
{
    /// <summary>One draw for all frames.</summary>
    Dataset,

    /// <summary>One draw for each frame, shared by all objects of a group.</summary>
    Frame,

    /// <summary>One draw for each frame and group of objects: of a named draw, one for each group that uses it; of a group's own value the same as <see cref="Frame"/>.</summary>
    Group,

    /// <summary>One draw for each object of a group.</summary>
    Instance,
}
