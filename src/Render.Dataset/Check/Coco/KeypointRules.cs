using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>Judges keypoints against their category and their image.</summary>
internal sealed class KeypointRules(FindingLog log)
{
    private readonly HashSet<long> _unnamed = [];

    public void Judge(CocoAnnotation a, in ImageEntry image, in CategoryEntry category)
    {
        if (a.KeypointsState is FieldState.Missing)
            return;
        var points = a.Keypoints.Count / 3;
        if (a.KeypointsState != FieldState.Good || a.Keypoints.Count % 3 != 0 || (category.Points >= 0 && category.Points != points))
        {
            log.Add(Kinds.BadKeypoints, $"{a.Keypoints.Count} numbers" + (category.Points >= 0 ? $" for {category.Points} points" : ""));
            return;
        }
        if (category.Points < 0 && points > 0 && _unnamed.Count < 1024 && _unnamed.Add(a.CategoryId.Value))
            log.Add(Kinds.NoSkeleton, $"category {a.CategoryId.Value}");
        var labelled = 0;
        for (var i = 0; i < a.Keypoints.Count; i += 3)
        {
            var (x, y, v) = (a.Keypoints[i], a.Keypoints[i + 1], a.Keypoints[i + 2]);
            if (v is not (0 or 1 or 2))
                log.Add(Kinds.BadVisibility, FormattableString.Invariant($"point {i / 3}: {v}"));
            labelled += v > 0 ? 1 : 0;
            if (v > 0 && image.Width > 0 && (x < 0 || y < 0 || x > image.Width || y > image.Height))
                log.Add(Kinds.KeypointOutside, FormattableString.Invariant($"point {i / 3}: ({x}, {y}) in {image.Width} x {image.Height}"));
        }
        if (a.NumKeypointsState != FieldState.Good)
            log.Add(Kinds.NoKeypointCount, mendable: true);
        else if (a.NumKeypoints != labelled)
            log.Add(Kinds.WrongKeypointCount, $"{a.NumKeypoints}, counted {labelled}", mendable: true);
    }
}
