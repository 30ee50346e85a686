using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>Judges what stands where an id should.</summary>
internal static class IdRules
{
    /// <param name="log">Takes it.</param>
    /// <param name="id">As it was read.</param>
    /// <param name="what">Whose.</param>
    /// <param name="mendable">Whether it can be written as it should be.</param>
    public static void Judge(FindingLog log, CocoId id, string what, bool mendable)
    {
        switch (id.Kind)
        {
            case IdKind.Missing:
                log.Add(Kinds.MissingId, what, mendable);
                break;
            case IdKind.Float:
                log.Add(Kinds.FloatId, $"{what}: {id.Value}.0", mendable);
                break;
            case IdKind.Digits:
                log.Add(Kinds.MistypedId, $"{what}: \"{id.Value}\"", mendable);
                break;
            case IdKind.Null or IdKind.Text or IdKind.Other:
                log.Add(Kinds.MistypedId, $"{what} is {(id.Kind == IdKind.Null ? "null" : id.Kind == IdKind.Text ? "a string or a fraction" : "no number")}", mendable);
                break;
        }
    }
}
