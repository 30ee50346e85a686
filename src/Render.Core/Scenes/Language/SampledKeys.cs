namespace Render.Core.Scenes.Language;

/// <summary>What may stand in the map of a distribution besides its name.</summary>
internal static class SampledKeys
{
    /// <summary>The value when frozen.</summary>
    public const string Base = "base";

    /// <summary>For what one draw holds.</summary>
    public const string Scope = "scope";

    /// <summary>How the draws are spread over the frames.</summary>
    public const string Sample = "sample";

    /// <summary>A condition; instead of a distribution's name, with <see cref="Then"/> and <see cref="Else"/>.</summary>
    public const string If = "if";

    public const string Then = "then";

    public const string Else = "else";

    public static bool IsBeside(string key) => key is Base or Scope or Sample;
}
