using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>Judges iscrowd and ignore.</summary>
internal static class CrowdRules
{
    public static void Judge(CocoAnnotation a, FindingLog log)
    {
        if (a.CrowdState is FieldState.Missing or FieldState.Null)
            log.Add(Kinds.NoCrowd, mendable: true);
        else if (a.CrowdState != FieldState.Good)
            log.Add(Kinds.BadCrowd);
        else if (a.CrowdIsBool)
            log.Add(Kinds.BoolCrowd, mendable: true);
        if (a is { CrowdState: FieldState.Good, Crowd: 1, HasPolygons: true })
            log.Add(Kinds.CrowdPolygon);
        if (a.IsIgnored)
            log.Add(Kinds.Ignored);
    }
}
