using Render.Core.Sampling;

namespace Render.Core.Scenes.Language;

/// <summary>One value of a scene, whatever its type: what <c>render explain</c> and everything else that treats all values alike need.</summary>
/// <param name="Path">Names it, and its random stream.</param>
/// <param name="Type">Of the key, in words: <c>number 1..170 (degrees)</c>.</param>
/// <param name="Text">As the scene writes it, in one line.</param>
/// <param name="IsConstant">Nothing is drawn.</param>
/// <param name="IsFrozen">It is its base in all frames.</param>
/// <param name="Scope">For what one draw holds.</param>
/// <param name="Sampling">independent, stratified or the name of a group; null where nothing is spread: of constants, formulas, cycles.</param>
/// <param name="Uses">Paths of the named draws that it is made of.</param>
/// <param name="Draw">The value in a frame, for one object of its group.</param>
internal sealed record ValueEntry(
    string Path, string Type, string Text, bool IsConstant, bool IsFrozen, Scope Scope, string? Sampling, IReadOnlyList<string> Uses, Func<DrawKey, int, object?> Draw)
{
    public static ValueEntry Of<T>(Value<T> value, string type, Node node, string? sampling, IReadOnlyList<string> uses) =>
        new(value.Path, type, NodeText.Line(node), value.IsConstant, value.IsFrozen, value.Scope, sampling, uses, (key, instance) => value.Draw(key, instance));
}
